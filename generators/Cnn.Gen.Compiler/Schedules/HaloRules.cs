using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Which operations read zeros around their inputs.</summary>
public static class HaloRules
{
    /// <summary>The halo that <paramref name="op"/> reads around its input at <paramref name="index"/>.</summary>
    public static Halo Needed(Op op, int index) => (op, index) switch
    {
        (ConvOp { WinogradTile.IsNone: false } conv, 0) => OfTiles(conv),
        (ConvOp conv, 0) => OfInput(conv.Window),
        (ConvFilterGradOp grad, 0) => OfInput(grad.Forward.Window),
        (ConvInputGradOp grad, 0) => OfGradient(grad.Forward.Window),
        (ConvTransposeOp conv, 0) => OfGradient(conv.Window),
        (ConvTransposeInputGradOp grad, 0) => OfInput(grad.Forward.Window),
        (ConvTransposeFilterGradOp grad, 0) => OfInput(grad.Forward.Window),
        _ => default,
    };

    private static Halo OfInput(Window window)
    {
        (int top, int bottom) = OfInput(window.Height);
        (int left, int right) = OfInput(window.Width);
        return new Halo(top, bottom, left, right);
    }

    private static (int Before, int After) OfInput(WindowAxis axis) =>
        (axis.Before, Math.Max(0, axis.Position(axis.Output - 1, axis.Size - 1) - (axis.Input - 1)));

    /// <summary>
    /// Winograd reads whole tiles, also where the last ones hang over the edge, and whole vectors, whose last may reach beyond the columns of a tile.
    /// </summary>
    private static Halo OfTiles(ConvOp conv)
    {
        (WindowAxis height, WindowAxis width) = (conv.Window.Height, conv.Window.Width);
        WinogradTile tile = conv.WinogradTile;
        int beyond = (WinogradPlan.PhaseInputs(tile, conv.Channels) - (tile.Stride * conv.Channels) + conv.Channels - 1) / conv.Channels;
        return new Halo(height.Before, After(height, tile.Rows), width.Before, After(width, tile.Columns, beyond));

        int After(WindowAxis axis, int side, int beyond = 0) =>
            Math.Max(0, (tile.Stride * (((axis.Output + side - 1) / side * side) + tile.Taps - 1)) + beyond - axis.Before - axis.Input);
    }

    private static Halo OfGradient(Window window)
    {
        (int top, int bottom) = OfGradient(window.Height);
        (int left, int right) = OfGradient(window.Width);
        return new Halo(top, bottom, left, right);
    }

    private static (int Before, int After) OfGradient(WindowAxis axis)
    {
        int before = 0, after = 0;
        foreach (GradientPhase phase in GradientPhase.Of(axis))
        {
            (int least, int largest) = phase.Range;
            before = Math.Max(before, -least);
            after = Math.Max(after, largest - (axis.Output - 1));
        }

        return (before, after);
    }
}
