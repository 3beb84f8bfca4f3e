using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Layers;

/// <summary><c>[Conv2D(filters, size)]</c>.</summary>
public sealed class Conv2DLayer : LayerKind
{
    /// <inheritdoc/>
    public override string Attribute => "Conv2D";

    /// <inheritdoc/>
    public override string Stem => "Conv";

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Constructors => [["filters", "size"], ["filters", "height", "width"]];

    /// <inheritdoc/>
    public override Value? Bind(LayerBinder layer)
    {
        int filters = layer.Arguments.Number("filters", 1, 1, Limits.Channels);
        int groups = layer.Arguments.Number("Groups", 1, 1, Limits.Channels);
        if (layer.Shape.Channels % groups != 0 || filters % groups != 0)
        {
            var common = Enumerable.Range(1, Math.Min(layer.Shape.Channels, filters))
                .Where(count => layer.Shape.Channels % count == 0 && filters % count == 0);
            layer.Arguments.Report("CNN0012", layer.Arguments.Has("Groups") ? "Groups" : null,
                $"{layer.Name}: Groups = {groups} must divide the {layer.Shape.Channels} input channels (input {layer.Shape}) and the {filters} filters. "
                + $"These would: {string.Join(", ", common)}.");
        }

        return Bind(layer, filters, groups);
    }

    /// <summary>What all convolutions do once their filters and groups are known.</summary>
    internal static Value? Bind(LayerBinder layer, int filters, int groups)
    {
        ArgumentReader arguments = layer.Arguments;
        Window? window = WindowReader.Read(layer, strideIsWindow: false, ceilMode: false);
        bool bias = arguments.Flag("Bias", true);
        Activation activation = arguments.Activation();
        var hints = new ScheduleHints(
            arguments.Choice("Algorithm", "Auto", "Auto", "Direct", "Winograd", "Winograd2x2", "Winograd4x4"),
            arguments.Choice("Unroll", "Auto", "Auto", "Full", "None"));
        if (window is not { } found || arguments.Failed)
            return null;

        int channels = layer.Shape.Channels;
        var op = new ConvOp(found, channels, filters, groups, bias, Activation.None, hints);
        if (hints.IsWinograd && !op.AllowsWinograd)
        {
            arguments.Report("CNN0024", "Algorithm",
                $"{layer.Name}: Algorithm = {hints.Algorithm} is for windows of 3x3 with stride 1, dilation 1, one group and multiples of 16 channels; "
                + $"this one is {found}, {channels} to {filters} channels in {groups} groups. Auto or Direct would fit.");
        }

        if (!Fits(layer, op))
            return null;
        int[] shape = [found.Height.Size, found.Width.Size, channels / groups, filters];
        return AddConvolution(layer, op, layer.Input, shape, activation);
    }

    /// <summary>Checks what would make memory or code of a convolution explode.</summary>
    private static bool Fits(LayerBinder layer, ConvOp op)
    {
        (WindowAxis height, WindowAxis width) = (op.Window.Height, op.Window.Width);
        long padded = ((long)height.Before + height.Input + height.After) * ((long)width.Before + width.Input + width.After) * op.Channels;
        long gradient = !layer.Training || op.Window.CoversInput ? 0
            : (height.Output + (2L * height.Extent)) * (width.Output + (2L * width.Extent)) * op.Filters;
        if (Math.Max(padded, gradient) > Limits.PaddedLength)
        {
            layer.Report("CNN0025", null,
                $"{layer.Name}: with its padding, {(padded >= gradient ? "the input" : "the output's gradient")} has {Math.Max(padded, gradient)} elements; "
                + $"at most {Limits.PaddedLength} are possible. Less padding or a smaller window would fit.");
            return false;
        }

        int phases = !layer.Training ? 0
            : GradientPhase.Of(height).Count(phase => phase.Taps > 0) * GradientPhase.Of(width, op.Groups == 1).Count(phase => phase.Taps > 0);
        if (phases <= Limits.GradientPhases)
            return true;
        layer.Report("CNN0024", null,
            $"{layer.Name}: with stride {height.Stride}x{width.Stride} the gradient by the input falls into {phases} parts, each with a kernel call of its own; "
            + $"at most {Limits.GradientPhases} are possible. A smaller stride, or Training = false on the model, would fit.");
        return false;
    }

    /// <summary>Adds a convolution with its parameters, and its activation behind it.</summary>
    internal static Value? AddConvolution(LayerBinder layer, ConvOp op, Value input, int[] weightShape, Activation activation)
    {
        long taps = op.Window.Taps;
        long fanIn = taps * (op.Channels / op.Groups);
        long length = fanIn * op.Filters;
        if (length > Limits.ParameterLength)
        {
            layer.Report("CNN0025", null, $"{layer.Name}: a weight of ({string.Join(", ", weightShape)}) has {length} elements; at most {Limits.ParameterLength} are possible.");
            return null;
        }

        string initializer = activation.Kind is "Relu" or "Relu6" or "LeakyRelu" or "Elu" or "Gelu" or "GeluTanh" or "Silu" or "HardSwish"
            ? "HeNormal" : "GlorotUniform";
        Value weight = layer.AddParameter("weight", weightShape, initializer, (int)fanIn, (int)Math.Min(int.MaxValue, taps * (op.Filters / op.Groups)));
        if (!op.Bias)
            return layer.Activate(layer.AddKernel(op, input, weight), activation);
        Value bias = layer.AddParameter("bias", [op.Filters], "Zeros", (int)fanIn, op.Filters);
        return layer.Activate(layer.AddKernel(op, input, weight, bias), activation);
    }
}
