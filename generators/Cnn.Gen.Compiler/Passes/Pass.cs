using Cnn.Gen.Compiler.Graph;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>A named rewriting of a graph into one that computes the same.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Run">The rewriting.</param>
public sealed record Pass(string Name, Func<Network, Network> Run);

/// <summary>The passes, in order.</summary>
public static class PassList
{
    /// <summary>Rewritings that hold for prediction and training alike.</summary>
    public static IReadOnlyList<Pass> Common { get; } =
    [
        new("remove dead code", DeadCode.Remove),
        new("fold padding into convolutions", FoldPadding.Run),
        new("make convolutions that cover their input dense", CoverInput.Run),
        new("expand instance norms", ExpandInstanceNorm.Run),
    ];

    /// <summary>For prediction.</summary>
    public static IReadOnlyList<Pass> ForPrediction { get; } =
    [
        new("remove dropout", RemoveDropout.Run),
        new("fold batch norms into convolutions", FoldBatchNorm.Run),
    ];

    /// <summary>For training, before gradients are derived.</summary>
    public static IReadOnlyList<Pass> ForTraining { get; } =
    [
        new("expand batch norms", ExpandBatchNorm.Run),
    ];

    /// <summary>On the graph that is scheduled.</summary>
    public static IReadOnlyList<Pass> BeforeSchedule { get; } =
    [
        new("fuse cheap activations into convolutions", FuseActivation.Run),
    ];

    /// <summary>For prediction, when it is settled how each convolution is computed.</summary>
    public static IReadOnlyList<Pass> BehindAlgorithms { get; } =
    [
        new("fuse residual sums into convolutions", FuseResidual.Run),
        new("fuse max pools into convolutions", FusePool.Run),
        new("fuse the activations of those sums and pools", FuseActivation.Run),
    ];

    /// <summary>Runs <paramref name="passes"/> one after the other, with a check of the graph behind each.</summary>
    public static Network Apply(IReadOnlyList<Pass> passes, Network network)
    {
        foreach (Pass pass in passes)
        {
            network = pass.Run(network);
            Verifier.Check(network, pass.Name);
        }

        return network;
    }

    /// <summary>The joint graph of a forward graph that has been through <see cref="Common"/>, ready to be scheduled.</summary>
    public static JointNetwork Join(Network forward)
    {
        JointNetwork joint = GradientBuilder.Derive(Apply(ForTraining, forward));
        Verifier.Check(joint.Network, "derive gradients");
        Network fused = Apply(BeforeSchedule, joint.Network);
        int removed = joint.Network.Nodes.Count - fused.Nodes.Count;
        return joint with { Network = fused, ForwardNodes = joint.ForwardNodes - removed };
    }
}
