using Cnn.Gen.Compiler.Graph.Ops;
using Op = Cnn.Gen.Compiler.Graph.Op;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>
/// Which operations can read and write values whose pixels do not touch: some channels of a larger value. Those of a concatenation then need
/// not be copied there, nor those of a slice away.
/// </summary>
public static class StrideRules
{
    /// <summary>Whether <paramref name="op"/> can write its output among other channels.</summary>
    public static bool CanWrite(Op op) => op switch
    {
        ConvTransposeOp conv => conv.CanFuse,
        ConvOp or PoolOp or ActivationOp or ActivationGradOp or AddOp or MultiplyOp or BatchNormOp or NormalizeOp or NormalizeImageOp
            or PReluOp or ConcatOp or SliceOp or RearrangeOp => true,
        _ => false,
    };

    /// <summary>Whether <paramref name="op"/> can read its input at <paramref name="index"/> among other channels.</summary>
    public static bool CanRead(Op op, int index) => op switch
    {
        ConvOp { Residual: true } conv when index == conv.ResidualInput => true,
        ConvOp { WinogradTile: { IsNone: false, Stride: > 1 } } => false, // Two neighbouring pixels are read as one.
        ConvOp or ConvTransposeOp => index == 0,
        ConvInputGradOp or ConvTransposeInputGradOp => index == 0,
        ConvFilterGradOp or ConvTransposeFilterGradOp or BiasGradOp => true,
        PoolOp or PoolGradOp or ActivationOp or ActivationGradOp or AddOp or MultiplyOp or PReluOp or PReluGradOp or PReluSlopeOp => true,
        BatchNormOp or BatchMomentsOp or NormalizeOp or ImageMomentsOp or NormalizeImageOp => index == 0,
        NormalizeSumsOp or NormalizeInputGradOp or NormalizeImageSumsOp or NormalizeImageGradOp => index < 2,
        ConcatOp or SliceOp or SliceGradOp or RearrangeOp => true,
        _ => false,
    };
}
