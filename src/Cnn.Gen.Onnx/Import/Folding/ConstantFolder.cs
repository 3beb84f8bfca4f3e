using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Folding;

/// <summary>Computes nodes all of whose inputs are constants: what exporters leave of shape arithmetic.</summary>
internal static class ConstantFolder
{
    /// <summary>The most elements that a folded constant may have unless its inputs have as many: a file's word alone allocates no more.</summary>
    public const int MaxLength = 1 << 22;

    private static readonly Dictionary<string, Action<NodeContext>> Operators = new()
    {
        ["Constant"] = Constants.Constant,
        ["ConstantOfShape"] = Constants.ConstantOfShape,
        ["Range"] = Constants.Range,
        ["Shape"] = Constants.Shape,
        ["Size"] = static node => node.Result(Tensor.Of([], [(long)Input(node).Length])),
        ["Identity"] = static node => node.Result(Input(node)),
        ["Dropout"] = static node => node.Result(Input(node)),
        ["Cast"] = Constants.Cast,
        ["Reshape"] = Moves.Reshape,
        ["Flatten"] = Moves.Flatten,
        ["Squeeze"] = Moves.Squeeze,
        ["Unsqueeze"] = Moves.Unsqueeze,
        ["Transpose"] = Moves.Transpose,
        ["Expand"] = Moves.Expand,
        ["Tile"] = Moves.Tile,
        ["Slice"] = Moves.Slice,
        ["Gather"] = Moves.Gather,
        ["Concat"] = Moves.Concat,
        ["Split"] = Moves.Split,
        ["Neg"] = Arithmetic.Unary(static x => -x),
        ["Abs"] = Arithmetic.Unary(Math.Abs),
        ["Floor"] = Arithmetic.Unary(Math.Floor),
        ["Ceil"] = Arithmetic.Unary(Math.Ceiling),
        ["Round"] = Arithmetic.Unary(static x => Math.Round(x, MidpointRounding.ToEven)),
        ["Sqrt"] = Arithmetic.Unary(Math.Sqrt),
        ["Exp"] = Arithmetic.Unary(Math.Exp),
        ["Log"] = Arithmetic.Unary(Math.Log),
        ["Reciprocal"] = Arithmetic.Unary(static x => 1 / x),
        ["Sign"] = Arithmetic.Unary(static x => Math.Sign(x)),
        ["Not"] = Arithmetic.Unary(static x => x == 0 ? 1 : 0),
        ["Add"] = Arithmetic.Binary(static (a, b) => a + b, static (a, b) => a + b),
        ["Sub"] = Arithmetic.Binary(static (a, b) => a - b, static (a, b) => a - b),
        ["Mul"] = Arithmetic.Binary(static (a, b) => a * b, static (a, b) => a * b),
        ["Div"] = Arithmetic.Binary(static (a, b) => a / b, Arithmetic.Divide),
        ["Mod"] = Arithmetic.Binary(static (a, b) => a - (b * Math.Floor(a / b)), Arithmetic.Modulo),
        ["Pow"] = Arithmetic.Binary(Math.Pow, static (a, b) => (long)Math.Pow(a, b)),
        ["Min"] = Arithmetic.Fold(Math.Min, Math.Min),
        ["Max"] = Arithmetic.Fold(Math.Max, Math.Max),
        ["Sum"] = Arithmetic.Fold(static (a, b) => a + b, static (a, b) => a + b),
        ["Equal"] = Arithmetic.Compare(static (a, b) => a == b),
        ["Less"] = Arithmetic.Compare(static (a, b) => a < b),
        ["Greater"] = Arithmetic.Compare(static (a, b) => a > b),
        ["LessOrEqual"] = Arithmetic.Compare(static (a, b) => a <= b),
        ["GreaterOrEqual"] = Arithmetic.Compare(static (a, b) => a >= b),
        ["And"] = Arithmetic.Compare(static (a, b) => a != 0 && b != 0),
        ["Or"] = Arithmetic.Compare(static (a, b) => a != 0 || b != 0),
        ["Where"] = Arithmetic.Where,
        ["ReduceProd"] = Arithmetic.Reduce(1, static (a, b) => a * b),
        ["ReduceSum"] = Arithmetic.Reduce(0, static (a, b) => a + b),
        ["ReduceMax"] = Arithmetic.Reduce(double.NegativeInfinity, Math.Max),
        ["ReduceMin"] = Arithmetic.Reduce(double.PositiveInfinity, Math.Min),
    };

    /// <summary>Whether the operator can be folded.</summary>
    public static bool Knows(string operation) => Operators.ContainsKey(operation);

    /// <summary>Computes the node's outputs.</summary>
    /// <exception cref="UnsupportedException">It cannot be computed.</exception>
    public static void Fold(NodeContext node)
    {
        if (!Operators.TryGetValue(node.Node.Operator, out Action<NodeContext>? fold))
            throw new UnsupportedException("", "all its inputs are constants, and it is not among the operators that are computed on constants");
        fold(node);
    }

    /// <summary>The first input.</summary>
    public static Tensor Input(NodeContext node) => node.RequiredConstant(0, "input 0");

    /// <summary>Shape as an axis list, with a bound on what it comes to.</summary>
    public static int[] CheckedDims(IEnumerable<long> dims, long limit = MaxLength)
    {
        long[] all = [.. dims];
        if (all.Any(side => side is < 0 or > int.MaxValue) || Tensor.Product(all.Select(side => (int)side)) is var product && (product < 0 || product > limit))
            throw new UnsupportedException("", $"a constant of shape [{string.Join(", ", all)}] is larger than {limit:N0} elements");
        return [.. all.Select(side => (int)side)];
    }
}
