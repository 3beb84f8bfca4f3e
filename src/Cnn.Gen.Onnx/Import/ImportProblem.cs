namespace Cnn.Gen.Onnx;

/// <summary>Something that an attributed class cannot express.</summary>
/// <param name="Node">The node's name; empty for the model as a whole.</param>
/// <param name="Operator">Its operator, such as <c>Conv</c>.</param>
/// <param name="Attribute">The attribute or input at fault; empty for the whole node.</param>
/// <param name="Reason">What was expected and what came.</param>
public sealed record ImportProblem(string Node, string Operator, string Attribute, string Reason)
{
    /// <summary>All in one line.</summary>
    public override string ToString()
    {
        string place = Node.Length == 0 ? "model" : $"{Node}: {Operator}";
        return Attribute.Length == 0 ? $"{place}: {Reason}" : $"{place}, {Attribute}: {Reason}";
    }
}

/// <summary>A model that cannot be expressed, with everything that stands in the way.</summary>
/// <param name="problems">What does.</param>
public sealed class ImportException(IReadOnlyList<ImportProblem> problems)
    : Exception($"The model cannot be expressed as a class; {problems.Count} problem{(problems.Count == 1 ? "" : "s")}:\n{string.Join('\n', problems)}")
{
    /// <summary>All problems, in the order of the nodes.</summary>
    public IReadOnlyList<ImportProblem> Problems { get; } = problems;
}
