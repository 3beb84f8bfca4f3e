namespace Cnn.Gen.Onnx.Import;

/// <summary>One thing that cannot be expressed. Never leaves the import: it becomes an <see cref="ImportProblem"/>.</summary>
/// <param name="attribute">The attribute or input at fault; empty for the whole node.</param>
/// <param name="reason">What was expected and what came.</param>
internal sealed class UnsupportedException(string attribute, string reason) : Exception(reason)
{
    /// <summary>The attribute or input at fault; empty for the whole node.</summary>
    public string Attribute { get; } = attribute;
}
