using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Onnx.Export.Emitters;

namespace Cnn.Gen.Onnx.Export;

/// <summary>Writes one kind of operation as ONNX nodes.</summary>
internal abstract class Emitter
{
    private static readonly Dictionary<Type, Emitter> All = new Emitter[]
    {
        new ConvEmitter(),
        new ConvTransposeEmitter(),
        new PoolEmitter(),
        new ActivationEmitter(),
        new SoftmaxEmitter(),
        new ReshapeEmitter(),
        new PadEmitter(),
        new BatchNormEmitter(),
        new DropoutEmitter(),
        new AddEmitter(),
        new MultiplyEmitter(),
        new ConcatEmitter(),
        new SliceEmitter(),
        new PReluEmitter(),
        new InstanceNormEmitter(),
        new LrnEmitter(),
        new RearrangeEmitter(),
        new ResampleEmitter(),
    }.ToDictionary(emitter => emitter.Operation);

    /// <summary>The type of the operation.</summary>
    public abstract Type Operation { get; }

    /// <summary>The emitter of <paramref name="op"/>.</summary>
    public static Emitter For(Op op) => All.TryGetValue(op.GetType(), out Emitter? emitter)
        ? emitter
        : throw new NotSupportedException($"\"{op.Text}\" has no counterpart in ONNX.");

    /// <summary>Whether operations of this type can be written.</summary>
    public static bool Knows(Type operation) => All.ContainsKey(operation);

    /// <summary>The first version of ONNX's operators that can express the operation, but at least <see cref="GraphExporter.UsualOpset"/>.</summary>
    public abstract int LeastOpset(Op op);

    /// <summary>Adds the operation to the ONNX graph.</summary>
    public abstract void Emit(NodeExport node);
}

/// <summary>Writes operations of one type as ONNX nodes.</summary>
/// <typeparam name="TOp">The type.</typeparam>
internal abstract class Emitter<TOp> : Emitter
    where TOp : Op
{
    public sealed override Type Operation => typeof(TOp);

    public sealed override int LeastOpset(Op op) => LeastOpset((TOp)op);

    public sealed override void Emit(NodeExport node) => Emit(node, (TOp)node.Op);

    /// <inheritdoc cref="Emitter.LeastOpset(Op)"/>
    protected virtual int LeastOpset(TOp op) => GraphExporter.UsualOpset;

    /// <inheritdoc cref="Emitter.Emit(NodeExport)"/>
    protected abstract void Emit(NodeExport node, TOp op);
}
