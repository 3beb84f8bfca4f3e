using System.ComponentModel;
using System.Numerics;
using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>
/// What every generated network has. All spans are images (n, h, w, c), any whole number of them; none: nothing happens. A wrong length is
/// an <see cref="ArgumentException"/> before anything is written. One caller at a time; <see cref="Share"/> gives each thread its own.
/// </summary>
/// <typeparam name="TSelf">The network's class.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface ICnnModel<TSelf, T>
    where TSelf : ICnnModel<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The compile-time facts of the network.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract ModelInfo Info { get; }

    /// <summary>The parameters, common to all instances that share them.</summary>
    ParameterSet<T> Parameters { get; }

    /// <summary>How many threads a run may use, from 1 to 256; 1 where not set. No bit of a result depends on it.</summary>
    int Threads { get; set; }

    /// <summary>A network with the parameters of a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What may differ; nothing where null.</param>
    /// <exception cref="InvalidDataException">Not such a file, cut short, or of another network: names the first parameter that differs.</exception>
    static abstract TSelf Load(string path, LoadOptions? options = null);

    /// <inheritdoc cref="Load(string, LoadOptions?)"/>
    /// <param name="stream">The file's content, read to its end.</param>
    /// <param name="options">What may differ; nothing where null.</param>
    static abstract TSelf Load(Stream stream, LoadOptions? options = null);

    /// <inheritdoc cref="Load(string, LoadOptions?)"/>
    /// <param name="bytes">The file's content.</param>
    /// <param name="options">What may differ; nothing where null.</param>
    static abstract TSelf Load(ReadOnlySpan<byte> bytes, LoadOptions? options = null);

    /// <summary>Writes the parameters as a safetensors file, beside <paramref name="path"/> first, so that a crash never leaves half a file.</summary>
    /// <param name="path">Where to.</param>
    void Save(string path);

    /// <summary>Writes the parameters as a safetensors file.</summary>
    /// <param name="stream">Where to.</param>
    void Save(Stream stream);

    /// <summary>Computes the output; allocates nothing.</summary>
    /// <param name="input">The images.</param>
    /// <param name="output">Room for as many outputs; must not overlap the input.</param>
    void Predict(ReadOnlySpan<T> input, Span<T> output);

    /// <summary>The index of the largest output.</summary>
    /// <param name="image">One image.</param>
    int Classify(ReadOnlySpan<T> image);

    /// <summary>An instance with the same parameters and its own scratch memory, for another thread.</summary>
    TSelf Share();
}
