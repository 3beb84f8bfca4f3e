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
                op.WinogradTile, op.Channels, op.Filters, rows, columns, 1, null!, Residuals && !op.Pooled && !InBands, op.Pooled) { InBand = InBands },
            _target, _isDouble, op.Hints.Tile);
        (int blocks, int block) = (plan.Product.Blocks, plan.Product.Block);
        int inputs = plan.Tile.Inputs(op.Channels);
        Buffer weights = PackedBuffer(_node.Layer + "PackedWeight", (long)plan.Tile.Planes * blocks * inputs * block);
        AddPack(LibraryPlan.Call(
                "TransformWeights", plan.Tile.Rows, plan.Tile.Columns, op.Window.Height.Size, op.Window.Width.Size, plan.Tile.Stride, op.Channels, op.Filters, block),
            blocks, $"{_node.Layer}: weights of {plan.Tile.Filtering} in blocks of {block}", Argument.Read(Read(1)), weights);
        Buffer bias = Bias(op.Bias || op.Norm is not null, op, weights, inputs, blocks, op.Filters, block, plan.Tile.Planes);
        Buffer noBias = NoBias(blocks * block);
        Buffer scratch = plan.IsCollective
            ? _placement.NewBlock(_node.Layer + "Tiles", plan.Scratch)
            : _placement.NewMemberBlock(_node.Layer + "Tiles", plan.Scratch);
        var arguments = new List<Argument>
        {
            Argument.Read(x, origin), Argument.Read(weights), Argument.Read(bias), Argument.Read(noBias), Argument.Write(y, output.Origin), Argument.Write(scratch),
            Argument.Number(input.Image), Argument.Number(input.Row), Argument.Number(input.Pixel),
            Argument.Number(output.Image), Argument.Number(output.Row), Argument.Number(output.Pixel),
        };
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
            ChosenBy = op.ChosenBy?.Text(op.Hints.Tile, new RegisterTile(1, plan.Product.TileColumns, plan.Product.Vectors)),
        });
    }
}
