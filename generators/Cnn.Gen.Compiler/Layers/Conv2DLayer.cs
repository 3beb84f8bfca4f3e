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
        return Bind(layer, filters, ReadGroups(layer, filters));
    }

    /// <summary>The groups, which must divide the channels on both sides.</summary>
    internal static int ReadGroups(LayerBinder layer, int filters)
    {
        int groups = layer.Arguments.Number("Groups", 1, 1, Limits.Channels);
        if (layer.Shape.Channels % groups == 0 && filters % groups == 0)
            return groups;
        var common = Enumerable.Range(1, Math.Min(layer.Shape.Channels, filters))
            .Where(count => layer.Shape.Channels % count == 0 && filters % count == 0);
        layer.Arguments.Report("CNN0012", layer.Arguments.Has("Groups") ? "Groups" : null,
            $"{layer.Name}: Groups = {groups} must divide the {layer.Shape.Channels} input channels (input {layer.Shape}) and the {filters} filters. "
            + $"These would: {string.Join(", ", common)}.");
        return groups;
    }

    /// <summary>What all convolutions do once their filters and groups are known.</summary>
    internal static Value? Bind(LayerBinder layer, int filters, int groups)
    {
        ArgumentReader arguments = layer.Arguments;
        Window? window = WindowReader.Read(layer, strideIsWindow: false, ceilMode: false);
        bool bias = arguments.Flag("Bias", true);
        Activation activation = arguments.Activation();
        ScheduleHints hints = ReadHints(layer);
        if (window is not { } found || arguments.Failed)
            return null;

        var op = new ConvOp(found, layer.Shape.Channels, filters, groups, bias, Activation.None, hints);
        if (hints.IsWinograd && !op.Allows(hints.Algorithm))
        {
            arguments.Report("CNN0024", "Algorithm",
                $"{layer.Name}: Algorithm = {hints.Algorithm} is for {ConvOp.WinogradLayers}; "
                + $"this one is {found}, {op.Channels} to {filters} channels in {groups} groups. Auto or Direct would fit.");
            return null;
        }

        return Fits(layer, op, isTransposed: false) ? AddConvolution(layer, op, layer.Input, op.WeightShape, activation) : null;
    }

    /// <summary>What the user asks of the schedule.</summary>
    internal static ScheduleHints ReadHints(LayerBinder layer)
    {
        ArgumentReader arguments = layer.Arguments;
        var hints = new ScheduleHints(
            arguments.Choice("Algorithm", "Auto", "Auto", "Direct", "Winograd", "Winograd2x2", "Winograd2x4", "Winograd4x2", "Winograd4x4", "Winograd4x4OnTheFly"),
            arguments.Choice("Unroll", "Auto", "Auto", "Full", "None"))
        {
            Weights = ReadWeights(layer),
        };
        if (hints.Weights == WeightFormat.BFloat16 && hints.IsWinograd)
        {
            arguments.Report("CNN0024", "Weights",
                $"{layer.Name}: Weights = BFloat16 is for direct sums, since Winograd's transforms would make more of the error; Algorithm is {hints.Algorithm}. "
                + "Algorithm = Auto or Direct would fit, or Weights = Default.");
        }

        return hints;
    }

    /// <summary>How predictions are to keep the weights; bfloat16 is the upper half of a single-precision number.</summary>
    internal static WeightFormat ReadWeights(LayerBinder layer)
    {
        if (layer.Arguments.Choice("Weights", "Default", "Default", "BFloat16") == "Default")
            return WeightFormat.Default;
        if (layer.IsDouble)
        {
            layer.Arguments.Report("CNN0024", "Weights",
                $"{layer.Name}: Weights = BFloat16 is for models of single precision, of whose numbers it keeps the upper half; this model is of Element = Double. "
                + "Leave Weights out, or Element.");
        }

        return WeightFormat.BFloat16;
    }

    /// <summary>
    /// Checks what would make memory or code of a convolution explode: the value that it reads, with its padding; the gradient that its input
    /// gradient reads; and the parts into which that falls. A transposed convolution is the input gradient of <paramref name="op"/>.
    /// </summary>
    internal static bool Fits(LayerBinder layer, ConvOp op, bool isTransposed)
    {
        (WindowAxis height, WindowAxis width) = (op.Window.Height, op.Window.Width);
        long padded = isTransposed && !layer.Training ? 0
            : ((long)height.Before + height.Input + height.After) * ((long)width.Before + width.Input + width.After) * op.Channels;
        bool hasPhases = isTransposed || (layer.Training && !op.Window.CoversInput);
        long gradient = !hasPhases ? 0 : (height.Output + (2L * height.Extent)) * (width.Output + (2L * width.Extent)) * op.Filters;
        if (Math.Max(padded, gradient) > Limits.PaddedLength)
        {
            layer.Report("CNN0025", null,
                $"{layer.Name}: with its padding, {(padded >= gradient != isTransposed ? "the input" : "the output's gradient")} has {Math.Max(padded, gradient)} elements; "
                + $"at most {Limits.PaddedLength} are possible. Less padding or a smaller window would fit.");
            return false;
        }

        int phases = !isTransposed && !layer.Training ? 0
            : GradientPhase.Of(height).Count(phase => phase.Taps > 0) * GradientPhase.Of(width, op.Groups == 1 && !isTransposed).Count(phase => phase.Taps > 0);
        if (phases <= Limits.GradientPhases)
            return true;
        layer.Report("CNN0024", null,
            $"{layer.Name}: with stride {height.Stride}x{width.Stride} the {(isTransposed ? "output" : "gradient by the input")} falls into {phases} parts, each with a kernel call of its own; "
            + $"at most {Limits.GradientPhases} are possible. A smaller stride{(isTransposed ? string.Empty : ", or Training = false on the model,")} would fit.");
        return false;
    }

    /// <summary>Adds a convolution with its parameters, and its activation behind it.</summary>
    internal static Value? AddConvolution(LayerBinder layer, ConvolutionOp op, Value input, int[] weightShape, Activation activation)
    {
        if (op.Hints.Weights == WeightFormat.BFloat16 && op.IsDepthwise)
        {
            layer.Arguments.Report("CNN0024", "Weights",
                $"{layer.Name}: Weights = BFloat16 is for layers with many weights; this one is depthwise, with {op.Window.Taps} weights for each of its {op.Channels} channels, "
                + "which are read once for many pixels. Leave Weights out.");
            return null;
        }

        long taps = op.Window.Taps;
        long length = taps * (op.Channels / op.Groups) * op.Filters;
        if (length > Limits.ParameterLength)
        {
            layer.Report("CNN0025", null, $"{layer.Name}: a weight of ({string.Join(", ", weightShape)}) has {length} elements; at most {Limits.ParameterLength} are possible.");
            return null;
        }

        int fanIn = (int)(op.TapsOfOutput * (op.Channels / op.Groups));
        string initializer = activation.Kind is "Relu" or "Relu6" or "LeakyRelu" or "Elu" or "Gelu" or "GeluTanh" or "Silu" or "HardSwish"
            ? "HeNormal" : "GlorotUniform";
        Value weight = layer.AddParameter("weight", weightShape, initializer, fanIn, (int)Math.Min(int.MaxValue, taps * (op.Filters / op.Groups)));
        if (!op.Bias)
            return layer.Activate(layer.AddKernel(op, input, weight), activation);
        Value bias = layer.AddParameter("bias", [op.Filters], "Zeros", fanIn, op.Filters);
        return layer.Activate(layer.AddKernel(op, input, weight, bias), activation);
    }
}
