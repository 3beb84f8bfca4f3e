using Cnn.Gen.Onnx.Import.Draft;
using Cnn.Gen.Onnx.Reading;

namespace Cnn.Gen.Onnx.Import.Operators;

/// <summary>Concat, Split, Slice and Gather.</summary>
internal static class Selections
{
    /// <summary>Values side by side along their channels.</summary>
    public static void Concat(NodeContext node)
    {
        if (node.Operands.Any(operand => operand.View is null))
            throw new UnsupportedException("", "one of its inputs is a constant; a class has layers only");
        View[] views = [.. node.Operands.Select(operand => operand.View!)];
        int axis = Reshaping.Axis(node.Node.Integer("axis", 1), views[0].Rank);
        if (views.Length == 1)
        {
            node.Result(views[0]);
            return;
        }

        View[] placed = [.. views.Select(view => Placed(node, view, axis))];
        if (placed.Any(view => !Others(view, axis).SequenceEqual(Others(placed[0], axis))))
            placed = [.. views.Select(view => node.Image(view).View)];
        var shape = placed[0].Layer.Shape with { Channels = placed.Sum(view => view.Layer.Shape.Channels) };
        if (placed.Any(view => view.Layer.Shape with { Channels = 0 } != shape with { Channels = 0 } || !Others(view, axis).SequenceEqual(Others(placed[0], axis))))
            throw new UnsupportedException("", $"its inputs are {string.Join(", ", placed.Select(view => view.Layer.Shape))}; one height and width is expected");
        DraftLayer layer = node.Add(new DraftLayer(Kinds.Concat, shape, placed.Select(view => view.Layer)));
        node.Result(placed[0].WithAxis(layer, axis, Atom.Whole(LayerAxis.Channel, shape.Channels)));
    }

    /// <summary>Channels in parts.</summary>
    public static void Split(NodeContext node)
    {
        View view = node.View(0);
        int axis = Reshaping.Axis(node.Node.Integer("axis", 0), view.Rank), side = view.Dims[axis];
        long[]? sizes = node.Opset < 13 ? node.Node.Integers("split") : node.Constant(1, "split")?.Wholes();
        long parts = node.Node.Integer("num_outputs", node.Node.Outputs.Length);
        long part = (side + parts - 1) / Math.Max(parts, 1);
        sizes ??= [.. Enumerable.Range(0, node.Node.Outputs.Length).Select(index => Math.Min(part, side - (index * part)))];
        if (sizes.Sum() != side || sizes.Any(size => size < 1))
            throw new UnsupportedException("split", $"parts of {string.Join(", ", sizes)} do not make up axis {axis} of [{string.Join(", ", view.Dims)}]");
        int start = 0;
        for (int i = 0; i < sizes.Length && i < node.Node.Outputs.Length; i++)
        {
            if (node.Wanted.Contains(node.Node.Outputs[i]))
                node.Result(Take(node, view, axis, start, 1, (int)sizes[i]), i);
            start += (int)sizes[i];
        }
    }

    /// <summary>Part of a value: channels, or rows and columns cut off or passed over.</summary>
    public static void Slice(NodeContext node)
    {
        View view = node.View(0);
        foreach ((int axis, int start, int step, int count) in Ranges(node, view.Dims))
            view = Take(node, view, axis, start, step, count);
        node.Result(view);
    }

    /// <summary>What Slice takes of each axis that it names; attributes before opset 10, inputs from then on.</summary>
    public static IEnumerable<(int Axis, int Start, int Step, int Count)> Ranges(NodeContext node, int[] dims)
    {
        bool isOld = node.Opset < 10;
        long[] starts = (isOld ? node.Node.Integers("starts") : node.RequiredConstant(1, "starts").Wholes()) ?? [];
        long[] ends = (isOld ? node.Node.Integers("ends") : node.RequiredConstant(2, "ends").Wholes()) ?? [];
        long[] axes = (isOld ? node.Node.Integers("axes") : node.Constant(3, "axes")?.Wholes()) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = (isOld ? null : node.Constant(4, "steps")?.Wholes()) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0))
            throw new UnsupportedException("starts", "starts, ends, axes and steps are not of one length, or a step is 0");
        var ranges = new List<(int Axis, int Start, int Step, int Count)>();
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = Reshaping.Axis(axes[i], dims.Length);
            Int128 side = dims[axis], step = steps[i];
            Int128 start = starts[i] < 0 ? starts[i] + side : starts[i], end = ends[i] < 0 ? ends[i] + side : ends[i];
            start = step > 0 ? Int128.Clamp(start, 0, side) : Int128.Clamp(start, 0, side - 1);
            end = step > 0 ? Int128.Clamp(end, 0, side) : Int128.Clamp(end, -1, side - 1);
            Int128 count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
            ranges.Add((axis, (int)start, (int)Int128.Clamp(step, int.MinValue, int.MaxValue), (int)Int128.Max(count, 0)));
        }

        return ranges;
    }

    /// <summary>Elements at constant indices along one axis.</summary>
    public static void Gather(NodeContext node)
    {
        View view = node.View(0);
        Tensor indices = node.RequiredConstant(1, "indices");
        int axis = Reshaping.Axis(node.Node.Integer("axis", 0), view.Rank), side = view.Dims[axis];
        int[] all = [.. indices.Wholes().Select(index => index < 0 ? index + side : index).Select(index => index >= 0 && index < side
            ? (int)index : throw new UnsupportedException("indices", $"there is no element {index} along axis {axis} of [{string.Join(", ", view.Dims)}]"))];
        if (all.Length == 0)
            throw new UnsupportedException("indices", "they are empty");
        int step = all.Length > 1 ? all[1] - all[0] : 1;
        bool isRange = step != 0 && all.Select((index, i) => index == all[0] + (i * step)).All(same => same);
        View taken = isRange ? Take(node, view, axis, all[0], step, all.Length) : Select(node, view, axis, all);
        node.Result(taken.WithDims([.. view.Dims.Take(axis), .. indices.Dims, .. view.Dims.Skip(axis + 1)]));
    }

    private static View Take(NodeContext node, View view, int axis, int start, int step, int count)
    {
        if (start == 0 && step == 1 && count == view.Dims[axis])
            return view;
        if (count == 0)
            throw new UnsupportedException("", $"nothing is left of axis {axis} of [{string.Join(", ", view.Dims)}]");
        if (view.Axes() is { } axes && axes[axis] is [{ Axis: LayerAxis.Channel } atom] && step == 1
            && (long)atom.Size * atom.Stride == view.Layer.Shape.Channels)
        {
            int channels = count * atom.Stride;
            DraftLayer slice = node.Add("Slice", view.Layer, view.Layer.Shape with { Channels = channels });
            slice.With("start", (long)start * atom.Stride).With("count", (long)channels);
            return view.WithAxis(slice, axis, atom with { Size = count });
        }

        if (axis >= 2 && view.Rank is 3 or 4 && node.Arranger.AsImage(view, node.Node) is { } image && step > 0)
            return Crop(node, image, axis, start, step, count);
        return Select(node, view, axis, [.. Enumerable.Range(0, count).Select(i => start + (i * step))]);
    }

    private static View Crop(NodeContext node, Image image, int axis, int start, int step, int count)
    {
        bool alongHeight = (image.View.Rank == 4 && axis == 2) != image.IsSwapped;
        (int height, int width) = (image.Layer.Shape.Height, image.Layer.Shape.Width);
        DraftLayer crop = alongHeight
            ? Fixed.Crop(node, image.Layer, start, 0, step, 1, count, width)
            : Fixed.Crop(node, image.Layer, 0, start, 1, step, height, count);
        return image.Result(crop);
    }

    /// <summary>Channels in any selection, by a convolution of ones.</summary>
    private static View Select(NodeContext node, View view, int axis, int[] indices)
    {
        view = node.WithChannelsAt(view, ref axis);
        DraftLayer layer = Fixed.Convolution(node, view.Layer, indices.Length, (i, o) => indices[o] == i ? 1 : 0);
        return view.WithAxis(layer, axis, Atom.Whole(LayerAxis.Channel, indices.Length));
    }

    private static View Placed(NodeContext node, View view, int axis)
    {
        if (view.Rank == 2 && axis == 1)
            return node.Arranger.AsImage(view, node.Node)?.View ?? node.WithChannelsAt(view, ref axis);
        return node.WithChannelsAt(view, ref axis);
    }

    private static IEnumerable<Atom> Others(View view, int axis) => view.Axes()!.Where((_, index) => index != axis).SelectMany(atoms => atoms);
}
