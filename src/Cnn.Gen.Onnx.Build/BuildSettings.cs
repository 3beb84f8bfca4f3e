using System.Globalization;

namespace Cnn.Gen.Onnx.Build;

/// <summary>Where the class's parameters go.</summary>
internal enum WeightsPlace
{
    /// <summary>A file beside the program.</summary>
    Copy,

    /// <summary>A resource of the assembly.</summary>
    Embed,

    /// <summary>Nowhere: only the class is made.</summary>
    None,
}

/// <summary>What an <c>OnnxModel</c> item of a project says, as written by the targets: a line <c>Name=Value</c> for each metadatum.</summary>
/// <param name="Values">The values by name; those that the project does not set are empty.</param>
internal sealed record BuildSettings(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The ONNX file.</summary>
    public string Model => Values["Model"];

    /// <summary>The class's name.</summary>
    public string Class => Values["Class"];

    /// <summary>The class's namespace; empty: none.</summary>
    public string Namespace => Values["Namespace"];

    /// <summary>Where the files that are made go.</summary>
    public string Folder => Values["Folder"];

    /// <summary>The settings of some lines.</summary>
    public static BuildSettings Read(IEnumerable<string> lines) => new(lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));

    /// <summary>What the importer may choose, and where weights go; what cannot be understood is added to <paramref name="errors"/>.</summary>
    public (ImportOptions Options, WeightsPlace Weights) Parse(List<BuildError> errors)
    {
        bool training = Flag("Training", true, errors), strict = Choice("Precision", "Default", errors, "Default", "Strict") == "Strict";
        string weights = Choice("Weights", nameof(WeightsPlace.Copy), errors, Enum.GetNames<WeightsPlace>());
        string layout = Choice("InputLayout", nameof(InputLayout.Auto), errors, Enum.GetNames<InputLayout>());
        string output = Values.GetValueOrDefault("OutputName", string.Empty);
        var options = new ImportOptions
        {
            ClassName = Class,
            Namespace = Namespace,
            Training = training,
            Strict = strict,
            InputShape = Shape(errors),
            Output = output.Length == 0 ? null : output,
            Layout = Enum.Parse<InputLayout>(layout),
        };
        return (options, Enum.Parse<WeightsPlace>(weights));
    }

    private bool Flag(string name, bool usual, List<BuildError> errors) =>
        Choice(name, usual ? "true" : "false", errors, "true", "false") == "true";

    private string Choice(string name, string usual, List<BuildError> errors, params string[] members)
    {
        string value = Values.GetValueOrDefault(name, string.Empty);
        string? member = value.Length == 0 ? usual : members.FirstOrDefault(member => member.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (member is not null)
            return member;
        errors.Add(new BuildError(BuildError.Settings, $"{name}=\"{value}\" of this OnnxModel is not understood; it can be {string.Join(", ", members)}"));
        return usual;
    }

    /// <summary>Such as <c>1x3x224x224</c>, also with commas or semicolons.</summary>
    private int[]? Shape(List<BuildError> errors)
    {
        string text = Values.GetValueOrDefault("Shape", string.Empty);
        if (text.Length == 0)
            return null;
        string[] parts = text.Split(['x', 'X', ',', ';'], StringSplitOptions.TrimEntries);
        if (parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side > 0))
            return [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        errors.Add(new BuildError(BuildError.Settings, $"Shape=\"{text}\" of this OnnxModel is not understood; it is written as 1x3x224x224"));
        return null;
    }
}
