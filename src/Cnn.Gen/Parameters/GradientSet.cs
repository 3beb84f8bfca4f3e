using System.Collections;
using System.Numerics;
using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>
/// Room for the gradients of the loss by a model's parameters, made by <c>CreateGradients()</c>. Each <c>Backward</c> overwrites all of
/// it. Running statistics, and layers with <c>Trainable = false</c>, have no gradient.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class GradientSet<T> : IReadOnlyList<Gradient<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Gradient<T>[] _gradients;
    private readonly ParameterNames _names;
    private readonly AlignedBuffer<T> _values;

    internal GradientSet(ModelProgram<T> program)
    {
        Program = program;
        ParameterInfo[] parameters = [.. program.Info.Parameters.Where(parameter => parameter.HasGradient)];
        _names = new ParameterNames(parameters);
        _values = new AlignedBuffer<T>(parameters.Length == 0 ? 0 : parameters.Max(p => (long)p.Offset + p.Length));
        _gradients = [.. parameters.Select(parameter => new Gradient<T>(this, parameter))];
    }

    /// <summary>The number of parameters that have a gradient.</summary>
    public int Count => _gradients.Length;

    /// <summary>All gradients in one block, laid out as the beginning of <see cref="ParameterSet{T}.Values"/>.</summary>
    public Span<T> Values => _values.Span;

    /// <summary>Whose gradients these are.</summary>
    internal ModelProgram<T> Program { get; }

    /// <summary>The first value, 64-byte aligned; valid while this object is reachable.</summary>
    internal T* Pointer => _values.Pointer;

    /// <summary>The gradient number <paramref name="index"/>.</summary>
    /// <param name="index">Its place in the order of the layers, parameters without gradient left out.</param>
    public Gradient<T> this[int index] => _gradients[index];

    /// <summary>The gradient of the parameter called <paramref name="name"/>.</summary>
    /// <param name="name">Layer and role, such as <c>Conv1.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none; the message has the names that there are.</exception>
    public Gradient<T> this[string name] => _gradients[_names[name]];

    /// <inheritdoc/>
    public IEnumerator<Gradient<T>> GetEnumerator() => ((IEnumerable<Gradient<T>>)_gradients).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The gradient of the loss by one parameter.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Gradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GradientSet<T> _set;
    private readonly ParameterInfo _info;

    internal Gradient(GradientSet<T> set, ParameterInfo info)
    {
        _set = set;
        _info = info;
    }

    /// <summary>The parameter's name, such as <c>Conv1.weight</c>.</summary>
    public string Name => _info.Name;

    /// <summary>The parameter's shape.</summary>
    public ReadOnlySpan<int> Shape => _info.Shape;

    /// <summary>The values, the last side of <see cref="Shape"/> innermost.</summary>
    public Span<T> Values => _set.Values.Slice(_info.Offset, _info.Length);

    /// <summary>Name and shape, such as <c>Conv1.weight (3, 3, 1, 32)</c>.</summary>
    public override string ToString() => $"{Name} {Shapes.Format(Shape)}";
}
