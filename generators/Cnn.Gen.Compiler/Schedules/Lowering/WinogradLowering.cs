using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <content>Convolutions by Winograd's minimal filtering.</content>
public sealed partial class Lowering
{
    private void LowerWinograd(ConvOp op)
    {
        Buffer x = Read(0, HaloRules.Needed(op, 0)), y = Written();
        Layout input = x.Layout!.Value, output = y.Layout!.Value;
        int origin = input.Origin - (op.Window.Height.Before * input.Row) - (op.Window.Width.Before * input.Pixel);
        (int rows, int columns) = (op.Window.Height.Output, op.Window.Width.Output);
        if (op.Pooled)
            (rows, columns) = (rows / 2 * 2, columns / 2 * 2); // What no window reads need not be there.
        WinogradPlan plan = WinogradSchedule.Choose(
            new WinogradPlan(
                op.WinogradTile, op.Channels, op.Filters, rows, columns, 1, null, Residuals && !op.Pooled && !InBands, op.Pooled) { InBand = InBands },
            _target, _isDouble, op.Hints.Tile);
        (Buffer weights, Buffer bias, Buffer? noBias) = plan.Product is { } product ? PackPlanes(op, plan, product) : PackFilters(op, plan);
        Buffer scratch = plan.IsCollective
            ? _placement.NewBlock(_node.Layer + "Tiles", plan.Scratch)
            : _placement.NewMemberBlock(_node.Layer + "Tiles", plan.Scratch);
        var arguments = new List<Argument>
        {
            Argument.Read(x, origin), Argument.Read(weights), Argument.Read(bias), Argument.Write(y, output.Origin), Argument.Write(scratch),
            Argument.Number(input.Image), Argument.Number(input.Row), Argument.Number(input.Pixel),
            Argument.Number(output.Image), Argument.Number(output.Row), Argument.Number(output.Pixel),
        };
        if (noBias is not null)
            arguments.Insert(3, Argument.Read(noBias));
        if (plan.Residual)
        {
            Buffer other = op.Residual ? Read(op.ResidualInput) : y;
            Layout residual = other.Layout!.Value;
            arguments.AddRange(
                [Argument.Read(other, residual.Origin), Argument.Number(residual.Image), Argument.Number(residual.Row), Argument.Number(residual.Pixel)]);
        }

        Add(new Step(plan, arguments.ToEquatableArray(), plan.UnitsPerImage, 0, Comment($"{op.Text}, by {plan.Tile.Filtering}"))
        {
            Epilogue = op.Epilogue, IsCollective = plan.IsCollective, AddsResidual = plan.Residual ? op.Residual : null,
            ChosenBy = plan.Product is { } tiled ? op.ChosenBy?.Text(op.Hints.Tile, new RegisterTile(1, tiled.TileColumns, tiled.Vectors)) : op.ChosenBy?.AlgorithmText,
        });
    }

    /// <summary>Packs weights that are transformed, for each plane a product's.</summary>
    private (Buffer Weights, Buffer Bias, Buffer? NoBias) PackPlanes(ConvOp op, WinogradPlan plan, TilePlan product)
    {
        (int blocks, int block, int inputs) = (product.Blocks, product.Block, plan.Tile.Inputs(op.Channels));
        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", (long)plan.Tile.Planes * blocks * inputs * block);
        AddPack(LibraryPlan.Call(
                "TransformWeights", plan.Tile.Rows, plan.Tile.Columns, op.Window.Height.Size, op.Window.Width.Size, plan.Tile.Stride, op.Channels, op.Filters, block),
            blocks, $"{_node.Layer}: weights of {plan.Tile.Filtering} in blocks of {block}", Argument.Read(Read(1)), weights);
        return (weights, Bias(op.Bias || op.Norm is not null, op, weights, inputs, blocks, op.Filters, block, plan.Tile.Planes), NoBias(blocks * block));
    }

    /// <summary>Packs weights as they are, the taps of a channel together.</summary>
    private (Buffer Weights, Buffer Bias, Buffer? NoBias) PackFilters(ConvOp op, WinogradPlan plan)
    {
        int block = plan.OutputVector.Count, blocks = op.Filters / block, taps = op.Window.Taps;
        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", (long)op.Channels * taps * op.Filters);
        var order = new WeightOrder(op.Filters, 1, 0, op.Channels, op.Filters, taps, op.Channels * op.Filters, 0, Transposed: false);
        AddPack(order.Pack(block), blocks, $"{_node.Layer}: weights by channel in blocks of {block}", Argument.Read(Read(1)), weights);
        return (weights, Bias(op.Bias || op.Norm is not null, op, weights, op.Channels * taps, blocks, op.Filters, block), null);
    }
}
