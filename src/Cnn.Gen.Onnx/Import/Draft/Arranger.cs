using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Draft;

/// <summary>A layer whose output is an ONNX image (batch, channels, height, width), or that with rows and columns exchanged.</summary>
/// <param name="View">The view.</param>
/// <param name="IsSwapped">Whether the ONNX value's rows are the layer's columns.</param>
internal sealed record Image(View View, bool IsSwapped)
{
    /// <summary>The layer.</summary>
    public DraftLayer Layer => View.Layer;

    /// <summary>The shape as ONNX sees it.</summary>
    public Shape Shape => IsSwapped ? new Shape(Layer.Shape.Width, Layer.Shape.Height, Layer.Shape.Channels) : Layer.Shape;

    /// <summary>Whether it is a signal: an ONNX value of three axes over a layer of height 1.</summary>
    public bool IsSignal => View.Rank == 3 && Layer.Shape.Height == 1 && !IsSwapped;

    /// <summary>The layer's shape for one that ONNX sees as <paramref name="shape"/>.</summary>
    public Shape Turn(Shape shape) => IsSwapped ? new Shape(shape.Width, shape.Height, shape.Channels) : shape;

    /// <summary>The ONNX value, of as many axes as this one, that another layer's output is.</summary>
    public View Result(DraftLayer output)
    {
        int height = IsSwapped ? output.Shape.Width : output.Shape.Height, width = IsSwapped ? output.Shape.Height : output.Shape.Width;
        int[] dims = [View.Dims[0], output.Shape.Channels, height, width];
        if (View.Rank == 3)
            dims = [dims[0], dims[1], checked(height * width)];
        else if (View.Rank < 3)
            dims = [.. dims.Take(View.Rank)];
        return new View(output, dims, Arranger.ImageOrder(View.Batch, output.Shape, IsSwapped));
    }
}

/// <summary>
/// Brings values into the arrangement that an operator wants: finds the shortest sequence of layers that only move elements (Flatten,
/// ChannelShuffle, DepthToSpace, SpaceToDepth) by breadth-first search over what each makes of the view's digits.
/// </summary>
/// <param name="network">Where layers are added.</param>
internal sealed class Arranger(DraftNetwork network)
{
    private const int MaxLayers = 3;

    /// <summary>The digits of (batch, channels, height, width).</summary>
    public static Atom[] ImageOrder(int batch, Shape shape, bool isSwapped)
    {
        Atom height = Atom.Whole(LayerAxis.Height, shape.Height), width = Atom.Whole(LayerAxis.Width, shape.Width);
        Atom[] space = isSwapped ? [width, height] : [height, width];
        return Atom.Merge([Atom.Whole(LayerAxis.Batch, batch), Atom.Whole(LayerAxis.Channel, shape.Channels), .. space]);
    }

    /// <summary>The value as an image; null where no sequence of layers makes it one.</summary>
    public Image? AsImage(View view, OnnxNode? source)
    {
        int[]? dims = view.Dims switch
        {
            [int n] => [n, 1, 1, 1],
            [int n, int c] => [n, c, 1, 1],
            [int n, int c, int l] => [n, c, 1, l],
            [_, _, _, _] => view.Dims,
            _ => null,
        };
        return dims is null || Arrange(view, found => FindImage(found, dims) is not null, source) is not { } arranged
            ? null
            : new Image(arranged, FindImage(arranged, dims) == true);
    }

    /// <summary>The value as one pixel of as many channels as it has elements, in the ONNX value's order.</summary>
    public View? AsVector(View view, OnnxNode? source) => Arrange(view, found =>
        found.Layer.Shape.Pixels == 1 && found.Order.SequenceEqual(ImageOrder(found.Batch, found.Layer.Shape, false)), source);

    /// <summary>Adds the layer of a rearrangement, unless there is one that does the same.</summary>
    public View Apply(View view, Rearrangement step, OnnxNode? source)
    {
        DraftLayer? same = network.Layers.Find(layer => layer.Kind == step.Kind && layer.Inputs is [var input] && input == view.Layer
            && layer.Arguments.SequenceEqual(step.Arguments));
        if (same is not null)
            return new View(same, view.Dims, step.Apply(view.Order)!) { IsWhole = view.IsWhole };
        var layer = new DraftLayer(step.Kind, step.Output, view.Layer);
        layer.Arguments.AddRange(step.Arguments);
        if (source is not null)
            layer.Sources.Add(source);
        network.Layers.Add(layer);
        return new View(layer, view.Dims, step.Apply(view.Order)!) { IsWhole = view.IsWhole };
    }

    /// <summary>Whether a view is an image of these sizes: false, or true for one with rows and columns exchanged; null: it is none.</summary>
    private static bool? FindImage(View view, int[] dims)
    {
        Shape shape = view.Layer.Shape;
        if (dims[0] != view.Batch || dims[1] != shape.Channels || (long)dims[2] * dims[3] != shape.Pixels)
            return null;
        bool isSignal = view.Rank == 3; // Its length may lie along either axis.
        if ((isSignal || (dims[2] == shape.Height && dims[3] == shape.Width)) && (!isSignal || shape.Height == 1)
            && view.Order.SequenceEqual(ImageOrder(view.Batch, shape, false)))
            return false;
        if ((isSignal || (dims[2] == shape.Width && dims[3] == shape.Height)) && (!isSignal || shape.Width == 1)
            && view.Order.SequenceEqual(ImageOrder(view.Batch, shape, true)))
            return true;
        return null;
    }

    private View? Arrange(View start, Func<View, bool> isGoal, OnnxNode? source)
    {
        var open = new Queue<(View View, Rearrangement[] Path)>();
        open.Enqueue((start, []));
        while (open.TryDequeue(out (View View, Rearrangement[] Path) state))
        {
            if (isGoal(state.View))
                return state.Path.Aggregate(start, (view, step) => Apply(view, step, source));
            if (state.Path.Length == MaxLayers)
                continue;
            foreach (Rearrangement step in Steps(state.View, start.Dims))
            {
                if (step.Apply(state.View.Order) is { } order)
                    open.Enqueue((new View(new DraftLayer(step.Kind, step.Output), start.Dims, order), [.. state.Path, step]));
            }
        }

        return null;
    }

    /// <summary>The layers that may bring a view nearer to what is wanted: those whose numbers stand in its own digits, or in the wanted shape.</summary>
    private static IEnumerable<Rearrangement> Steps(View view, int[] wanted)
    {
        Shape shape = view.Layer.Shape;
        if (shape.Pixels > 1)
            yield return Rearrangement.Flatten(shape);
        IEnumerable<int> strides = view.Order.Where(atom => atom.Axis == LayerAxis.Channel && atom.Stride > 1).Select(atom => shape.Channels / atom.Stride);
        foreach (int groups in strides.Distinct().Where(groups => groups > 1 && groups < shape.Channels && shape.Channels % groups == 0))
            yield return Rearrangement.ChannelShuffle(shape, groups);

        int[] sides = [.. wanted.Skip(2)];
        IEnumerable<int> larger = sides.Select(side => side / shape.Height).Concat(Sizes(view, LayerAxis.Channel));
        foreach (int block in larger.Distinct().Where(block => block > 1 && shape.Channels % ((long)block * block) == 0))
        {
            yield return Rearrangement.DepthToSpace(shape, block, depthFirst: true);
            yield return Rearrangement.DepthToSpace(shape, block, depthFirst: false);
        }

        IEnumerable<int> smaller = sides.Select(side => shape.Height / side).Concat(Sizes(view, LayerAxis.Height)).Concat(Sizes(view, LayerAxis.Width));
        foreach (int block in smaller.Distinct().Where(block => block > 1 && shape.Height % block == 0 && shape.Width % block == 0))
            yield return Rearrangement.SpaceToDepth(shape, block);
    }

    private static IEnumerable<int> Sizes(View view, LayerAxis axis) => view.Order.Where(atom => atom.Axis == axis).Select(atom => atom.Size);
}
