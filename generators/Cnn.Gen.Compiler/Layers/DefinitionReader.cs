using System.Globalization;
using System.Text;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Layers;

/// <summary>
/// Reads what <see cref="Definition"/> prints back into a <see cref="ModelSpec"/>: attributes as they stand on a class, one after the other.
/// Values are <c>null</c>, truth values, numbers, members of enumerations and strings; a number without point or exponent is whole,
/// whatever the argument's type, which <see cref="ArgumentReader.Real"/> takes as well.
/// </summary>
public sealed class DefinitionReader
{
    private static readonly string[] ModelParameters = ["height", "width", "channels"];

    private readonly string _text;
    private int _position;

    private DefinitionReader(string text) => _text = text;

    /// <summary>The specification of a class with these attributes, the model's own first.</summary>
    /// <param name="text">The attributes.</param>
    /// <param name="className">The class's name.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <exception cref="FormatException">It is not such a text; the message says at which line and column, and what was expected.</exception>
    public static ModelSpec Read(string text, string className, string @namespace = "") => new DefinitionReader(text).ReadModel(className, @namespace);

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private ModelSpec ReadModel(string className, string @namespace)
    {
        SkipSpace();
        int start = _position;
        AttributeSpec model = ReadAttribute();
        if (model.Kind != "CnnModel")
            throw Wrong(start, $"expected [CnnModel(height, width, channels)] first, but found [{model.Kind}]");
        var layers = new List<AttributeSpec>();
        for (SkipSpace(); _position < _text.Length; SkipSpace())
        {
            start = _position;
            layers.Add(ReadAttribute());
            if (layers[layers.Count - 1].Kind == "CnnModel")
                throw Wrong(start, "a second [CnnModel]; a model has one");
        }

        return new ModelSpec(@namespace, EquatableArray<string>.Empty, className, EquatableArray<string>.Empty, model, layers.ToEquatableArray());
    }

    private AttributeSpec ReadAttribute()
    {
        Expect('[', "'[' of an attribute");
        int start = _position;
        string kind = ReadName("an attribute's name");
        var positional = new List<object?>();
        var named = new List<ArgumentSpec>();
        if (Accept('('))
            ReadArguments(positional, named);
        Expect(']', "']' behind the attribute");
        IReadOnlyList<string[]> constructors = kind == "CnnModel" ? [ModelParameters]
            : LayerCatalog.Kinds.TryGetValue(kind, out LayerKind? layer) ? layer.Constructors
            : throw Wrong(start, $"there is no layer [{kind}]; the nearest is [{Words.Nearest(kind, LayerCatalog.Kinds.Keys)}]");
        return new AttributeSpec(kind, Name(start, kind, constructors, positional).Concat(named).ToEquatableArray());
    }

    private void ReadArguments(List<object?> positional, List<ArgumentSpec> named)
    {
        if (Accept(')'))
            return;
        do
        {
            SkipSpace();
            int start = _position;
            if (IsNameStart(Current) && TryReadPropertyName() is { } name)
            {
                if (named.Any(argument => argument.Name == name))
                    throw Wrong(start, $"{name} is set twice");
                named.Add(new ArgumentSpec(name, ReadValue()));
                continue;
            }

            if (named.Count > 0)
                throw Wrong(start, "an argument without a name behind one with a name");
            positional.Add(ReadValue());
        }
        while (Accept(','));
        Expect(')', "',' or ')' behind an argument");
    }

    /// <summary>The arguments without a name, under the names of the constructor's parameters that they are for.</summary>
    private IEnumerable<ArgumentSpec> Name(int start, string kind, IReadOnlyList<string[]> constructors, List<object?> values)
    {
        if (constructors.Count == 1 && constructors[0] is [LayerKind.InputNames])
        {
            if (values is [null])
                return [new ArgumentSpec(LayerKind.InputNames, null)];
            return values.All(value => value is string)
                ? [new ArgumentSpec(LayerKind.InputNames, values.Cast<string>().ToEquatableArray())]
                : throw Wrong(start, $"[{kind}] takes the names of layers, such as [{kind}(\"Conv1\")]");
        }

        string[]? parameters = constructors.FirstOrDefault(names => names.Length == values.Count);
        if (parameters is null)
        {
            string fitting = string.Join(" or ", constructors.Select(names => $"[{kind}({string.Join(", ", names)})]"));
            throw Wrong(start, $"[{kind}] has {values.Count} arguments without a name; {fitting} would fit");
        }

        return parameters.Zip(values, (name, value) => new ArgumentSpec(name, value));
    }

    /// <summary>The name in front of a '='; null, with nothing read, where a value stands instead.</summary>
    private string? TryReadPropertyName()
    {
        int start = _position;
        string name = ReadName("a property");
        if (Accept('='))
            return name;
        _position = start;
        return null;
    }

    private object? ReadValue()
    {
        SkipSpace();
        int start = _position;
        if (Current == '"')
            return ReadText();
        if (Current is '-' or '.' || char.IsDigit(Current))
            return ReadNumber();
        string word = ReadName("a value");
        switch (word)
        {
            case "null":
                return null;
            case "true" or "false":
                return word == "true";
            case "NaN" or "Infinity":
                return word == "NaN" ? double.NaN : double.PositiveInfinity;
        }

        if (Current != '.')
            throw Wrong(start, $"expected a value, but found {word}; a member of an enumeration is written as Activation.Relu");
        _position++;
        string member = char.IsDigit(Current) || Current == '-' ? ReadWhile(1, char.IsDigit) : ReadName("a member's name");
        return (word, member) switch
        {
            ("double", "PositiveInfinity") => double.PositiveInfinity,
            ("double", "NegativeInfinity") => double.NegativeInfinity,
            ("double", "NaN") => double.NaN,
            _ => new EnumValue(word, member),
        };
    }

    private object ReadNumber()
    {
        int start = _position;
        if (_text.Substring(start).StartsWith("-Infinity", StringComparison.Ordinal))
        {
            _position += "-Infinity".Length;
            return double.NegativeInfinity;
        }

        string number = ReadWhile(1, letter => char.IsLetterOrDigit(letter) || letter == '.' || (letter is '-' or '+' && _text[_position - 1] is 'e' or 'E'));
        bool isWhole = number.Skip(1).All(char.IsDigit) && number is not "-0";
        if (isWhole && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return whole;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(number, Style, CultureInfo.InvariantCulture, out double real)
            ? real
            : throw Wrong(start, $"{number} is not a number");
    }

    private string ReadText()
    {
        int start = _position++;
        var text = new StringBuilder();
        while (Current != '"')
        {
            if (Current == '\\')
                _position++;
            if (_position >= _text.Length)
                throw Wrong(start, "a string that does not end");
            text.Append(_text[_position++]);
        }

        _position++;
        return text.ToString();
    }

    private string ReadName(string expected)
    {
        SkipSpace();
        if (!IsNameStart(Current))
            throw WrongHere(expected);
        return ReadWhile(1, letter => char.IsLetterOrDigit(letter) || letter == '_');
    }

    private string ReadWhile(int least, Func<char, bool> isPart)
    {
        int start = _position;
        for (_position += least; _position < _text.Length && isPart(_text[_position]);)
            _position++;
        return _text.Substring(start, _position - start);
    }

    private bool Accept(char letter)
    {
        SkipSpace();
        if (Current != letter)
            return false;
        _position++;
        return true;
    }

    private void Expect(char letter, string expected)
    {
        if (!Accept(letter))
            throw WrongHere(expected);
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
            _position++;
    }

    private static bool IsNameStart(char letter) => char.IsLetter(letter) || letter == '_';

    private FormatException WrongHere(string expected) =>
        Wrong(_position, $"expected {expected}, but found {(_position < _text.Length ? $"'{Current}'" : "the end of the text")}");

    private FormatException Wrong(int position, string what)
    {
        string before = _text.Substring(0, position);
        int line = before.Count(letter => letter == '\n') + 1, column = position - before.LastIndexOf('\n');
        return new FormatException($"Line {line}, column {column} of the definition: {what}.");
    }
}
