using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <summary>
/// Turns the nodes of a graph into kernel calls for one register file. Each operation's lowering is a file beside this one; here stands
/// what they share: where values lie, and the list of steps.
/// </summary>
public sealed partial class Lowering
{
    private readonly VectorClass _target;
    private readonly bool _isDouble;
    private readonly ValuePlacement _placement;
    private readonly HashSet<Buffer> _cleared = [];
    private readonly Dictionary<int, Buffer> _noBias = [];
    private readonly HashSet<Buffer> _copied = [];
    private readonly Dictionary<(int Filters, int Block), (Buffer? Factor, Buffer Addend)> _biases = [];
    private Node _node = null!;

    /// <summary>A lowering of nodes whose values lie as <paramref name="placement"/> says.</summary>
    public Lowering(VectorClass target, bool isDouble, ValuePlacement placement)
    {
        _target = target;
        _isDouble = isDouble;
        _placement = placement;
    }

    /// <summary>The calls so far.</summary>
    public List<Step> Steps { get; set; } = [];

    /// <summary>Where calls that pack parameters go, where they are to be run apart; null to have them among the others.</summary>
    public List<Step>? PackSteps { get; init; }

    /// <summary>Memory for packed parameters, where they are kept apart; null to take scratch.</summary>
    public Func<string, long, Buffer>? PackedMemory { get; init; }

    /// <summary>Whether convolutions of the model may have something else to add.</summary>
    public bool Residuals { get; init; }

    /// <summary>Whether members of a team are to take the same rows of successive values, so far as that pays.</summary>
    public bool SharesRows { get; init; }

    /// <summary>The condition under which the current node's steps run.</summary>
    public StepCondition Condition { get; set; }

    /// <summary>The flag under which the current node's steps run; null if always.</summary>
    public string? Wants { get; set; }

    /// <summary>Adds the steps of <paramref name="node"/>.</summary>
    public void Lower(Node node)
    {
        _node = node;
        _biases.Clear();
        switch (node.Op)
        {
            case ConvOp op:
                LowerConvolution(op);
                break;
            case ConvInputGradOp op:
                LowerInputGradient(op.Forward);
                break;
            case ConvFilterGradOp op:
                LowerFilterGradient(op.Forward);
                break;
            case ConvTransposeOp op:
                LowerTransposed(op);
                break;
            case ConvTransposeInputGradOp op:
                LowerTransposedInputGradient(op.Forward);
                break;
            case ConvTransposeFilterGradOp op:
                LowerTransposedFilterGradient(op.Forward);
                break;
            case BiasGradOp:
                LowerBiasGradient();
                break;
            case ResampleOp op:
                LowerResample(op);
                break;
            case PoolOp op:
                LowerPool(op);
                break;
            case PoolGradOp op:
                LowerPoolGradient(op.Forward);
                break;
            case ActivationOp op:
                LowerElementwise(ElementOperation.Activation, op.Activation);
                break;
            case ActivationGradOp op:
                LowerElementwise(ElementOperation.ActivationGradient, op.Activation);
                break;
            case AddOp:
                LowerElementwise(ElementOperation.Add, Activation.None);
                break;
            case MultiplyOp:
                LowerElementwise(ElementOperation.Multiply, Activation.None);
                break;
            case ConcatOp:
                LowerConcat();
                break;
            case SliceOp op:
                LowerSlice(op);
                break;
            case SliceGradOp op:
                LowerSliceGradient(op);
                break;
            case RearrangeOp op:
                LowerRearrange(op);
                break;
            case PReluOp:
                LowerPRelu();
                break;
            case PReluGradOp:
                LowerPReluGradient();
                break;
            case PReluSlopeOp:
                LowerPReluSlope();
                break;
            case LrnOp op:
                LowerLrn(op);
                break;
            case LrnGradOp op:
                LowerLrnGradient(op.Forward);
                break;
            case ImageMomentsOp op:
                LowerImageMoments(op);
                break;
            case NormalizeImageOp:
                LowerNormalizeImage();
                break;
            case NormalizeImageSumsOp:
                LowerNormalizeSums(eachImage: true);
                break;
            case NormalizeImageGradOp:
                LowerNormalizeInputGradient(eachImage: true);
                break;
            case BatchNormOp op:
                LowerBatchNorm(op);
                break;
            case BatchMomentsOp op:
                LowerMoments(op);
                break;
            case NormalizeOp:
                LowerNormalize();
                break;
            case NormalizeSumsOp:
                LowerNormalizeSums(eachImage: false);
                break;
            case NormalizeInputGradOp:
                LowerNormalizeInputGradient(eachImage: false);
                break;
            case BlockOp op:
                LowerBlock(op);
                break;
            case DropoutOp op:
                LowerDropout(op);
                break;
            case SoftmaxOp:
                LowerSoftmax(gradient: false);
                break;
            case SoftmaxGradOp:
                LowerSoftmax(gradient: true);
                break;
            case PadOp op:
                LowerPad(op);
                break;
            case CropOp op:
                LowerCrop(op);
                break;
            case ReshapeOp:
                break;
            default:
                throw new InvalidOperationException($"No lowering for {node.Op.GetType().Name}.");
        }
    }

    /// <summary>Copies <paramref name="from"/> to <paramref name="to"/>, another layout of the same shape.</summary>
    public void Copy(Buffer from, Buffer to, string comment)
    {
        ClearHaloOf(to);
        Shape shape = to.Layout!.Value.Shape;
        if (!from.Layout!.Value.IsWhole || !to.Layout.Value.IsWhole)
        {
            AddChannelCopy(from, from.Layout.Value, to, to.Layout.Value, comment);
            return;
        }

        bool flat = from.Layout.Value.Halo.IsEmpty && to.Layout.Value.Halo.IsEmpty;
        AddCopy((from, from.Layout.Value.Origin), (to, to.Layout.Value.Origin), flat ? 1 : shape.Height,
            flat ? (int)shape.Length : shape.Width * shape.Channels, comment);
    }

    /// <summary>Writes zeros to a block of memory from outside.</summary>
    public void ClearBlock(string name, int length, string external)
    {
        Buffer block = _placement.NewExternal(name, length, external);
        Add(LibraryPlan.Call("Clear", length), 0, 1, "no gradient reaches this", Argument.Write(block));
    }

    /// <summary>The buffer that holds an input of the current node, with at least this halo; copied there now, if it must be.</summary>
    private Buffer Read(int input, Halo halo = default)
    {
        if (_bands.TryGetValue(_node.Inputs[input], out Buffer? band))
            return band;
        (Buffer buffer, Buffer? copyOf) = _placement.ForReading(_node.Inputs[input], halo);
        if (copyOf is not null && _copied.Add(buffer))
        {
            (StepCondition condition, string? wants) = (Condition, Wants);
            (Condition, Wants) = (StepCondition.Always, null);
            Copy(copyOf, buffer, $"{buffer.Name}: {buffer.Layout}");
            (Condition, Wants) = (condition, wants);
        }

        return buffer;
    }

    /// <summary>The buffer that the current node writes, with its halo cleared.</summary>
    private Buffer Written()
    {
        if (_bands.TryGetValue(_node.Output, out Buffer? band))
            return band;
        Buffer buffer = _placement.ForWriting(_node);
        ClearHaloOf(buffer);
        return buffer;
    }

    private string Comment(string? what = null) => $"{_node.Layer}: {what ?? _node.Op.Text}";

    private void Add(KernelPlan plan, int unitsPerImage, int units, string comment, params Argument[] arguments) =>
        Add(new Step(plan, arguments.ToEquatableArray(), unitsPerImage, units, comment));

    private void Add(Step step) => Steps.Add(step with { Condition = Condition, Wants = Wants });

    private void ClearHaloOf(Buffer buffer)
    {
        // What runs instead of another step must clear again what that one would have cleared.
        bool first = _cleared.Add(buffer.Root) || Condition == StepCondition.AtLogits;
        if (buffer.Root.External is null && first && buffer.Root.Layout is { Halo.IsEmpty: false } layout)
            Clear(buffer.Root, layout, whole: false);
    }

    private void ClearAll(Buffer buffer)
    {
        _cleared.Add(buffer.Root);
        Clear(buffer, buffer.Layout!.Value, whole: true);
    }

    private void Clear(Buffer buffer, Layout layout, bool whole)
    {
        LibraryPlan plan = whole
            ? LibraryPlan.Call("Clear", layout.Image)
            : LibraryPlan.Call("ClearHalo", layout.Image, layout.Origin, layout.Row, layout.Shape.Width * layout.Pixel, layout.Shape.Height);
        Add(new Step(plan, new[] { Argument.Write(buffer) }.ToEquatableArray(), 1, 0, whole ? $"zeros: {layout}" : $"zeros around {layout.Shape}")
        {
            IsCollective = !whole,
        });
    }

    private void AddCopy((Buffer Buffer, int Origin) from, (Buffer Buffer, int Origin) to, int rows, int length, string comment)
    {
        Layout source = from.Buffer.Layout!.Value, target = to.Buffer.Layout!.Value;
        Add(LibraryPlan.Call("Copy", rows, length), rows, 0, comment,
            Argument.Read(from.Buffer, from.Origin), Argument.Number(source.Image), Argument.Number(source.Row),
            Argument.Write(to.Buffer, to.Origin), Argument.Number(target.Image), Argument.Number(target.Row));
    }

    private Buffer PackedBuffer(string name, long length) =>
        PackedMemory?.Invoke(name, length) ?? _placement.NewBlock(name, length);

    private void AddPack(KernelPlan plan, int units, string comment, Argument from, Buffer to) =>
        AddPack(plan, units, comment, [from, Argument.Write(to)]);

    private void AddPack(KernelPlan plan, int units, string comment, Argument[] arguments) =>
        (PackSteps ?? Steps).Add(new Step(plan, arguments.ToEquatableArray(), 0, units, comment) { Condition = Condition, Wants = Wants });
}
