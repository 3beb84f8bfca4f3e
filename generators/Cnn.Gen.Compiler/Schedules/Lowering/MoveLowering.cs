using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Operations that only move elements.</content>
public sealed partial class Lowering
{
    private void LowerConcat()
    {
        Buffer y = Written();
        int first = 0;
        for (int index = 0; index < _node.Inputs.Count; index++)
        {
            Buffer x = Read(index);
            int channels = x.Layout!.Value.Shape.Channels;
            if (!_placement.IsPart(_node, index))
                AddChannelCopy(x, x.Layout.Value, y, y.Layout!.Value.Channels(first, channels), Comment());
            first += channels;
        }
    }

    private void LowerSlice(SliceOp op)
    {
        if (_placement.IsInPlace(_node))
            return;
        Buffer x = Read(0), y = Written();
        AddChannelCopy(x, x.Layout!.Value.Channels(op.First, op.Count), y, y.Layout!.Value, Comment());
    }

    private void LowerSliceGradient(SliceGradOp op)
    {
        Buffer dy = Read(0), dx = _placement.ForWriting(_node);
        ClearAll(dx);
        Layout gradient = dy.Layout!.Value;
        AddChannelCopy(dy, gradient, dx, dx.Layout!.Value.Channels(op.First, gradient.Shape.Channels), Comment());
    }

    /// <summary>Copies all pixels from one layout to another of the same shape.</summary>
    private void AddChannelCopy(Buffer x, Layout from, Buffer y, Layout to, string comment) =>
        Add(LibraryPlan.Call("CopyChannels", from.Shape.Height, from.Shape.Width, from.Shape.Channels), from.Shape.Height, 0, comment,
            Argument.Read(x, from.Origin), Argument.Number(from.Image), Argument.Number(from.Row), Argument.Number(from.Pixel),
            Argument.Write(y, to.Origin), Argument.Number(to.Image), Argument.Number(to.Row), Argument.Number(to.Pixel));

    private void LowerRearrange(RearrangeOp op)
    {
        Buffer x = Read(0), y = Written();
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        int size = op.Size;
        if (op.Kind == Rearrangement.ShuffleChannels)
        {
            int channels = input.Shape.Channels / size;
            AddRearrangement(input.Shape, (1, size, channels), (x, input.Origin, new(input.Image, input.Row, input.Pixel, 0, channels, 1)),
                (y, output.Origin, new(output.Image, output.Row, output.Pixel, 0, 1, size)));
            return;
        }

        (Layout deep, Layout wide) = op.ToDepth ? (output, input) : (input, output);
        bool byChannel = op.Kind is Rearrangement.DepthToSpaceByChannel or Rearrangement.SpaceToDepthByChannel;
        int count = wide.Shape.Channels;
        var ofDeep = byChannel ? new BlockSteps(deep.Image, deep.Row, deep.Pixel, size, 1, size * size)
            : new BlockSteps(deep.Image, deep.Row, deep.Pixel, size * count, count, 1);
        var ofWide = new BlockSteps(wide.Image, size * wide.Row, size * wide.Pixel, wide.Row, wide.Pixel, 1);
        AddRearrangement(deep.Shape, (size, size, count), (x, input.Origin, op.ToDepth ? ofWide : ofDeep), (y, output.Origin, op.ToDepth ? ofDeep : ofWide));
    }

    private void AddRearrangement(
        Shape pixels, (int Rows, int Columns, int Channels) block, (Buffer Buffer, int Origin, BlockSteps Steps) x, (Buffer Buffer, int Origin, BlockSteps Steps) y) =>
        Add(LibraryPlan.Call("Rearrange", pixels.Height, pixels.Width, block.Rows, block.Columns, block.Channels), pixels.Height, 0, Comment(),
            [Argument.Read(x.Buffer, x.Origin), .. x.Steps.Arguments, Argument.Write(y.Buffer, y.Origin), .. y.Steps.Arguments]);

    /// <summary>How far apart the elements of a rearrangement lie on one side: images, rows and pixels of blocks; and rows, columns and channels within a block.</summary>
    private readonly record struct BlockSteps(int Image, int Row, int Pixel, int BlockRow, int BlockColumn, int Channel)
    {
        public IEnumerable<Argument> Arguments => new[] { Image, Row, Pixel, BlockRow, BlockColumn, Channel }.Select(step => Argument.Number(step));
    }
}
