using System.Numerics;
using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>One parameter of a model: a layer's weight, bias, scale or running statistic.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSet<T> _set;
    private readonly ParameterInfo _info;
    private readonly string _shapeText;

    internal Parameter(ParameterSet<T> set, ParameterInfo info)
    {
        _set = set;
        _info = info;
        _shapeText = Shapes.Format(info.Shape); // Made once: CopyFrom allocates nothing.
    }

    /// <summary>Layer and role, such as <c>Conv1.weight</c>.</summary>
    public string Name => _info.Name;

    /// <summary>The shape, outermost side first: (fh, fw, cIn, cOut) for a convolution's weight, (in, out) for a dense one.</summary>
    public ReadOnlySpan<int> Shape => _info.Shape;

    /// <summary>The number of elements.</summary>
    public int Length => _info.Length;

    /// <summary>Whether training changes it by a gradient. Running statistics and layers with <c>Trainable = false</c> have none.</summary>
    public bool HasGradient => _info.HasGradient;

    /// <summary>The values, the last side of <see cref="Shape"/> innermost.</summary>
    public ReadOnlySpan<T> Values => _set.Slice(_info);

    /// <summary>Replaces all values.</summary>
    /// <param name="values">As many as there are.</param>
    /// <exception cref="ArgumentException">More or fewer.</exception>
    public void CopyFrom(ReadOnlySpan<T> values)
    {
        Guard.Length(values.Length, Length, nameof(values), _shapeText);
        values.CopyTo(_set.Slice(_info));
        _set.Touch();
    }

    /// <summary>Opens the values for writing. Disposing makes the write seen.</summary>
    public ParameterEdit<T> Edit() => new(_set, _set.Slice(_info));

    /// <summary>Name and shape, such as <c>Conv1.weight (3, 3, 1, 32)</c>.</summary>
    public override string ToString() => $"{Name} {_shapeText}";
}
