using Cnn.Gen.Onnx.Protos;
using AttributeType = Cnn.Gen.Onnx.Protos.AttributeProto.Types.AttributeType;

namespace Cnn.Gen.Onnx.Reading;

/// <summary>
/// One node of an ONNX graph. It notes which of its attributes were asked for, so that one that nobody understood does not pass in silence.
/// </summary>
internal sealed class OnnxNode
{
    private readonly Dictionary<string, AttributeProto> _attributes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>The node at <paramref name="index"/> of its graph.</summary>
    /// <exception cref="InvalidDataException">It has an attribute twice.</exception>
    public OnnxNode(NodeProto proto, int index)
    {
        Operator = proto.OpType;
        Domain = proto.Domain is "ai.onnx" ? "" : proto.Domain;
        GivenName = proto.Name;
        Name = proto.Name.Length > 0 ? proto.Name : $"#{index} ({proto.OpType})";
        Inputs = [.. proto.Input];
        Outputs = [.. proto.Output];
        foreach (AttributeProto attribute in proto.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
                throw new InvalidDataException($"Node '{Name}' has its attribute '{attribute.Name}' twice.");
        }
    }

    /// <summary>Its operator, such as <c>Conv</c>.</summary>
    public string Operator { get; }

    /// <summary>The domain of its operator; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>Its name, or its index and operator where it has none.</summary>
    public string Name { get; }

    /// <summary>Its name as the file has it.</summary>
    public string GivenName { get; }

    /// <summary>The names of the values that it reads; empty for one left out.</summary>
    public string[] Inputs { get; }

    /// <summary>The names of the values that it makes; empty for one that nobody wants.</summary>
    public string[] Outputs { get; }

    /// <summary>The attributes that nobody has asked for.</summary>
    public IEnumerable<string> Unread => _attributes.Keys.Where(name => !_read.Contains(name));

    /// <summary>Whether an attribute is there.</summary>
    public bool Has(string name)
    {
        _read.Add(name);
        return _attributes.ContainsKey(name);
    }

    /// <summary>Marks attributes as understood that change nothing here.</summary>
    public void Ignore(params string[] names) => _read.UnionWith(names);

    /// <summary>A whole number.</summary>
    public long Integer(string name, long fallback) => Find(name, AttributeType.Int) is { } attribute ? attribute.I : fallback;

    /// <summary>A real number.</summary>
    public double Real(string name, double fallback) => Find(name, AttributeType.Float) is { } attribute ? Decimal(attribute.F) : fallback;

    /// <summary>A text.</summary>
    public string Text(string name, string fallback) => Find(name, AttributeType.String) is { } attribute ? attribute.S.ToStringUtf8() : fallback;

    /// <summary>A list of whole numbers; null where it is not there.</summary>
    public long[]? Integers(string name) => Find(name, AttributeType.Ints) is { } attribute ? [.. attribute.Ints] : null;

    /// <summary>A list of real numbers; null where it is not there.</summary>
    public double[]? Reals(string name) => Find(name, AttributeType.Floats) is { } attribute ? [.. attribute.Floats.Select(Decimal)] : null;

    /// <summary>A tensor; null where it is not there.</summary>
    public TensorProto? TensorProto(string name) => Find(name, AttributeType.Tensor)?.T;

    /// <summary>The double that prints as the single does: 0.1f is meant as 0.1, not as 0.10000000149011612.</summary>
    public static double Decimal(float value) => double.Parse(
        value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The same for a number that came from a single; any other as it is.</summary>
    public static double Decimal(double value) => (float)value == value ? Decimal((float)value) : value;

    private AttributeProto? Find(string name, AttributeType type)
    {
        _read.Add(name);
        if (!_attributes.TryGetValue(name, out AttributeProto? attribute))
            return null;
        if (attribute.Type == type || (attribute.Type == AttributeType.Undefined && IsSet(attribute, type)))
            return attribute;
        throw new InvalidDataException($"Node '{Name}': its attribute '{name}' should be of type {type}, but is of type {attribute.Type}.");
    }

    // Files older than IR version 3 do not say the type.
    private static bool IsSet(AttributeProto attribute, AttributeType type) => type switch
    {
        AttributeType.Int => attribute.HasI,
        AttributeType.Float => attribute.HasF,
        AttributeType.String => attribute.HasS,
        AttributeType.Tensor => attribute.T is not null,
        _ => true,
    };
}
