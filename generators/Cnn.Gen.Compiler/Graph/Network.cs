using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Graph;

/// <summary>A parameter of a model.</summary>
/// <param name="Name">Layer and role, such as <c>Conv1.weight</c>.</param>
/// <param name="Shape">Its shape in canonical layout.</param>
/// <param name="HasGradient">Whether training computes its gradient.</param>
/// <param name="Counted">Whether it counts among the model's parameters (running statistics do not).</param>
/// <param name="Initializer">The name of the library's <c>InitializerKind</c>.</param>
/// <param name="FanIn">Inputs that one output sums over.</param>
/// <param name="FanOut">Outputs that one input feeds.</param>
public sealed record Parameter(
    string Name, EquatableArray<int> Shape, bool HasGradient, bool Counted, string Initializer, int FanIn, int FanOut)
{
    /// <summary>The number of elements.</summary>
    public long Length => Shape.Aggregate(1L, (product, side) => product * side);
}

/// <summary>Where a value comes from.</summary>
public enum ValueKind
{
    /// <summary>A node computes it.</summary>
    Computed,

    /// <summary>It is given with each run.</summary>
    Input,

    /// <summary>It is a parameter; its shape is its length as channels of one pixel.</summary>
    Parameter,

    /// <summary>A node computes it, once for the whole batch.</summary>
    BatchWide,

    /// <summary>The same, and it is the gradient of a parameter.</summary>
    ParameterGradient,
}

/// <summary>A tensor of the graph.</summary>
/// <param name="Id">Its index in <see cref="Network.Values"/>.</param>
/// <param name="Name">What generated code calls it.</param>
/// <param name="Shape">Its shape for one image.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Parameter">The parameter that it is, or is the gradient of; otherwise -1.</param>
public sealed record Value(int Id, string Name, Shape Shape, ValueKind Kind, int Parameter = -1);

/// <summary>One operation of the graph.</summary>
/// <param name="Op">What is computed.</param>
/// <param name="Inputs">The values read.</param>
/// <param name="Output">The value written.</param>
/// <param name="Layer">The name of the layer it belongs to, for comments.</param>
public sealed record Node(Op Op, EquatableArray<int> Inputs, int Output, string Layer);

/// <summary>
/// A graph in execution order: every node stands below those whose outputs it reads. Immutable; passes make new ones.
/// </summary>
public sealed record Network(EquatableArray<Value> Values, EquatableArray<Parameter> Parameters, EquatableArray<Node> Nodes, int Output)
{
    /// <summary>The model's input; the first value by construction.</summary>
    public Value Input => Values[0];

    /// <summary>How often each value is read, the model's output counting as one reading.</summary>
    public int[] CountUses()
    {
        var uses = new int[Values.Count];
        foreach (Node node in Nodes)
        {
            foreach (int input in node.Inputs)
                uses[input]++;
        }

        uses[Output]++;
        return uses;
    }

    /// <summary>The same values and output with other nodes.</summary>
    public Network WithNodes(IEnumerable<Node> nodes) => this with { Nodes = nodes.ToEquatableArray() };
}
