using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Passes;

/// <summary>A cheap activation that alone reads a convolution is applied while the convolution's result is still in registers.</summary>
public static class FuseActivation
{
    /// <summary>The pass.</summary>
    public static Network Run(Network network) => FuseReader.Run(network, (read, reader) =>
        reader is ActivationOp { Activation: { IsCheap: true } activation } && read is ConvolutionOp { Epilogue.IsNone: true, CanFuse: true } conv
            ? conv with { Epilogue = activation } : null);
}
