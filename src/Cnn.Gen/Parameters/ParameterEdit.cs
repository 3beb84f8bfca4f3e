using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// Values open for writing: <c>using (var edit = parameter.Edit()) edit.Values[0] = 1;</c>. The write is seen by the next prediction
/// after this has been disposed.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct ParameterEdit<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSet<T> _set;

    internal ParameterEdit(ParameterSet<T> set, Span<T> values)
    {
        _set = set;
        Values = values;
    }

    /// <summary>The values.</summary>
    public Span<T> Values { get; }

    /// <summary>Makes the write seen.</summary>
    public void Dispose() => _set?.Touch();
}
