using System.Collections;
using System.Numerics;
using Cnn.Gen.Files;
using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>
/// The parameters of a model, in the order of its layers, shared by all instances that were <c>Share()</c>d from one another. A write
/// (<see cref="Parameter{T}.CopyFrom"/>, <see cref="Edit"/>, a training step, a load) is seen by the next <c>Predict</c> of every sharer.
/// Writing while another thread predicts is the caller's mistake: that prediction may mix old and new values, but stays inside its memory.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class ParameterSet<T> : IReadOnlyList<Parameter<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ModelProgram<T> _program;
    private readonly Parameter<T>[] _parameters;
    private readonly ParameterNames _names;
    private readonly AlignedBuffer<T> _values;
    private readonly AlignedBuffer<T> _packed;
    private readonly PackJob<T> _pack;
    private readonly Lock _packing = new();
    private long _version = 1;
    private long _packedVersion;

    /// <summary>Parameters with their first values from <paramref name="seed"/>, or zero where it is null.</summary>
    internal ParameterSet(ModelProgram<T> program, int? seed)
    {
        _program = program;
        ModelInfo info = program.Info;
        _names = new ParameterNames(info.Parameters);
        _values = new AlignedBuffer<T>(info.Parameters.Length == 0 ? 0 : info.Parameters.Max(p => (long)p.Offset + p.Length));
        _packed = new AlignedBuffer<T>(info.PackedLength);
        _pack = new PackJob<T>(program);
        _pack.Memory.Parameters = _values.Pointer;
        _pack.Memory.Packed = _packed.Pointer;
        _parameters = [.. info.Parameters.Select(parameter => new Parameter<T>(this, parameter))];
        for (int i = 0; seed.HasValue && i < _parameters.Length; i++)
            Initializer.Fill(info.Parameters[i], i, seed.Value, Slice(info.Parameters[i]));
    }

    /// <summary>The number of parameters, running statistics included.</summary>
    public int Count => _parameters.Length;

    /// <summary>Grows with every write, so that whoever derives something from the values knows when to do it again.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>
    /// All values in one block: first those of all parameters that have a gradient, laid out as <see cref="GradientSet{T}.Values"/>, then
    /// the others.
    /// </summary>
    public ReadOnlySpan<T> Values => _values.Span;

    /// <summary>All values in one block, for writing; the writer calls <see cref="Touch"/> when it has finished.</summary>
    internal Span<T> Flat => _values.Span;

    /// <summary>The first value, 64-byte aligned; valid while this object is reachable.</summary>
    internal T* Pointer => _values.Pointer;

    /// <summary>The packed copies; current after <see cref="EnsurePacked"/>.</summary>
    internal T* Packed => _packed.Pointer;

    /// <summary>The compile-time facts of the model.</summary>
    internal ModelInfo Info => _program.Info;

    /// <summary>The parameter number <paramref name="index"/>.</summary>
    /// <param name="index">Its place in the order of the layers.</param>
    public Parameter<T> this[int index] => _parameters[index];

    /// <summary>The parameter called <paramref name="name"/>.</summary>
    /// <param name="name">Layer and role, such as <c>Conv1.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none; the message has the names that there are.</exception>
    public Parameter<T> this[string name] => _parameters[_names[name]];

    /// <summary>Opens all values for writing, as one block like <see cref="Values"/>. Disposing makes the write seen.</summary>
    public ParameterEdit<T> Edit() => new(this, Flat);

    /// <summary>Replaces the values by those of a safetensors file; where anything is wrong, none of them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What may differ; nothing where null.</param>
    /// <returns>What was loaded and what was left.</returns>
    /// <exception cref="InvalidDataException">Not such a file, cut short, or of another model: names the first parameter that differs.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public LoadResult Load(string path, LoadOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream, options);
    }

    /// <inheritdoc cref="Load(string, LoadOptions?)"/>
    /// <param name="stream">The file's content, which is read to its end and need not be able to seek.</param>
    /// <param name="options">What may differ; nothing where null.</param>
    public LoadResult Load(Stream stream, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ParameterReader<T>(this, _names, options ?? LoadOptions.Default).Load(stream);
    }

    /// <inheritdoc cref="Load(string, LoadOptions?)"/>
    /// <param name="bytes">The file's content.</param>
    /// <param name="options">What may differ; nothing where null.</param>
    public LoadResult Load(ReadOnlySpan<byte> bytes, LoadOptions? options = null)
    {
        fixed (byte* pointer = bytes)
        {
            byte nothing;
            using var stream = new UnmanagedMemoryStream(bytes.IsEmpty ? &nothing : pointer, bytes.Length);
            return Load(stream, options);
        }
    }

    /// <summary>Writes a safetensors file beside <paramref name="path"/> and renames it, so that a crash never leaves half a file.</summary>
    /// <param name="path">Where the file shall be; an existing one is replaced.</param>
    /// <exception cref="IOException">It cannot be written; what was at <paramref name="path"/> is still there.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes a safetensors file: the values as F32 or F64, the model's name and topology as metadata.</summary>
    /// <param name="stream">Where to.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsWriter.Write(stream, this);
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter<T>> GetEnumerator() => ((IEnumerable<Parameter<T>>)_parameters).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Says that values were written.</summary>
    internal void Touch() => Interlocked.Increment(ref _version);

    /// <summary>The values of one parameter.</summary>
    internal Span<T> Slice(ParameterInfo parameter) => _values.Span.Slice(parameter.Offset, parameter.Length);

    /// <summary>Makes the packed copies of the newest values, unless somebody has.</summary>
    internal void EnsurePacked(int threads)
    {
        if (Volatile.Read(ref _packedVersion) != Version)
            Repack(threads);
    }

    private void Repack(int threads)
    {
        lock (_packing)
        {
            long version = Version;
            if (_packedVersion == version)
                return;
            _pack.Run(threads);
            Volatile.Write(ref _packedVersion, version);
        }
    }
}
