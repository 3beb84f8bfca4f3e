namespace Cnn.Gen.Compiler.Graph;

/// <summary>
/// What a node computes: a shape rule, a gradient rule and a count of its work. Structurally equal, so that equal work is seen to be equal.
/// </summary>
public abstract record Op
{
    /// <summary>What is computed, in a few words that are the same on every host: for comments and the topology hash.</summary>
    public abstract string Text { get; }

    /// <summary>The shape of the output for these inputs.</summary>
    public abstract Shape Infer(IReadOnlyList<Shape> inputs);

    /// <summary>Multiply-adds for one image, in closed form.</summary>
    public virtual long MultiplyAdds(IReadOnlyList<Shape> inputs) => 0;

    /// <summary>
    /// Adds to the graph what carries the gradient from <paramref name="node"/>'s output to its inputs.
    /// Operations that only ever stand in a backward graph have no rule.
    /// </summary>
    public virtual void Differentiate(Node node, GradientBuilder gradients) =>
        throw new InvalidOperationException($"{GetType().Name} has no gradient rule.");

    /// <summary>Whether the output may stand in the first input's memory.</summary>
    public virtual bool InPlace => false;

    /// <summary>Whether the output is the first input under another shape, with nothing to compute.</summary>
    public virtual bool IsView => false;
}
