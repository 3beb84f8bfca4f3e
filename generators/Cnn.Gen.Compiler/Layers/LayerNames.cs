using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>Gives every layer its name, and reports names that cannot be.</summary>
public sealed class LayerNames(ModelSpec spec, List<Problem> problems)
{
    private static readonly HashSet<string> ObjectMembers =
        ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize"];

    private static readonly HashSet<string> Keywords = [.. (
        "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event "
        + "explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null "
        + "object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string "
        + "struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while "
        + "__arglist __makeref __reftype __refvalue").Split(' ')];

    // Words that are keywords in some places only, a type's name among them.
    private static readonly HashSet<string> TypeWords = ["extension", "file", "partial", "record", "required", "scoped"];

    private readonly Dictionary<string, int> _counts = [];
    private readonly List<string> _taken = [];

    /// <summary>The names that have been given and can be, in order.</summary>
    public IReadOnlyList<string> Good => _taken;

    /// <summary>Names of the members that every generated class has.</summary>
    public static IReadOnlyCollection<string> GeneratedMembers { get; } = new HashSet<string>
    {
        "InputHeight", "InputWidth", "InputChannels", "InputLength", "OutputHeight", "OutputWidth", "OutputChannels", "OutputLength",
        "ParameterCount", "Summary", "Definition", "Load", "Save", "Parameters", "Predict", "Classify", "Share", "Threads",
        "CreatePass", "CreateGradients", "Forward", "Backward",
    };

    /// <summary>Whether a member of the user's of this name (or constructor, see <see cref="ModelSpec.MemberNames"/>) stands in the way of a generated one.</summary>
    public static bool IsGenerated(string member) =>
        GeneratedMembers.Contains(member) || member == "_engine" || member.StartsWith(".ctor", StringComparison.Ordinal);

    /// <summary>The name of the layer at <paramref name="place"/>: the one it was given, or its kind's stem and its number among those.</summary>
    public string Next(AttributeSpec attribute, LayerKind kind, int place, out bool isGood)
    {
        _counts.TryGetValue(kind.Stem, out int count);
        _counts[kind.Stem] = count + 1;
        string? given = attribute.Arguments.FirstOrDefault(argument => argument.Name == "Name")?.Value as string;
        string name = given ?? kind.Stem + (count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

        string? wrong = Wrong(name);
        isGood = wrong is null && !_taken.Contains(name);
        if (isGood)
        {
            _taken.Add(name);
        }
        else if (wrong is not null)
        {
            string advice = given is null ? "Give the layer another with Name = \"..\"." : "A C# identifier that is not taken, such as \"Stage1\", would do.";
            problems.Add(new Problem("CNN0020", place, given is null ? null : "Name", $"A layer cannot be called \"{name}\": {wrong}. {advice}"));
        }
        else
        {
            problems.Add(new Problem("CNN0021", place, given is null ? null : "Name",
                $"Two layers are called \"{name}\". Names must differ; layers without one are numbered by kind ({kind.Stem}1, {kind.Stem}2, ..), named ones included."));
        }

        return name;
    }

    private string? Wrong(string name)
    {
        if (!IsIdentifier(name))
            return "it is not a C# identifier";
        if (Keywords.Contains(name) || TypeWords.Contains(name))
            return "it is a C# keyword";
        if (name == "Input")
            return "that is the model's own input";
        if (name == spec.ClassName)
            return "that is the class's own name";
        if (IsGenerated(name) || name == "Program")
            return "the generated class has a member of that name";
        if (ObjectMembers.Contains(name))
            return "object has a member of that name";
        return spec.MemberNames.Contains(name) ? $"{spec.ClassName} has a member of that name" : null;
    }

    /// <summary>Whether C# reserves the word.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>Whether a name is a C# identifier, keywords among them, and not longer than 200 letters.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= 200 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_');
}
