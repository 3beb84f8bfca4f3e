using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Benchmarks;

/// <summary>What a prediction of an image executes and reads on this machine, by the algorithms that the compiler chooses.</summary>
public sealed class ChosenNetwork
{
    private readonly Compiler.Graph.Network _network;

    /// <summary>The network of <paramref name="spec"/>.</summary>
    public ChosenNetwork(ModelSpec spec)
    {
        BoundModel model = ModelBinder.Bind(spec);
        _network = AlgorithmSchedule.Choose(model.Network, model, VectorClass.ForWidth(Probe.VectorBits));
        Nodes = [.. _network.Nodes];
    }

    /// <summary>What is computed, in order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Multiply-adds that are really executed: Winograd's products, where it is chosen.</summary>
    public double MultiplyAdds => Nodes.Sum(MultiplyAddsOf);

    /// <summary>Those of a node.</summary>
    public double MultiplyAddsOf(Node node) => node.Op is ConvOp conv ? AlgorithmCosts.MultiplyAdds(conv, conv.WinogradTile)
        : node.Op.MultiplyAdds([.. node.Inputs.Select(input => _network.Values[input].Shape)]);

    /// <summary>Elements of a node's weights as it reads them: transformed, where Winograd is chosen.</summary>
    public static double WeightsOf(Node node) => node.Op is ConvOp conv ? AlgorithmCosts.Weights(conv, conv.WinogradTile) : 0;

    /// <summary>Elements of a value.</summary>
    public double Length(int value) => _network.Values[value].Shape.Length;
}
