using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Graph;

/// <summary>An input element that an output reads.</summary>
/// <param name="Index">Its position.</param>
/// <param name="Weight">What it is multiplied by.</param>
public readonly record struct ResampleTap(int Index, double Weight);

/// <summary>
/// How each output of an axis is made from inputs: a sparse matrix, row by row. Resizing and padding by what is in the image are two such
/// tables, one for rows and one for columns.
/// </summary>
/// <param name="Inputs">Input elements.</param>
/// <param name="Outputs">For each output what it reads, in ascending order; nothing where the input does not reach.</param>
public sealed record ResampleTable(int Inputs, EquatableArray<EquatableArray<ResampleTap>> Outputs)
{
    /// <summary>The table whose output i reads what <paramref name="taps"/> gives; several weights of one input add up, and those of 0 are left out.</summary>
    public static ResampleTable Create(int inputs, int outputs, Func<int, IEnumerable<ResampleTap>> taps) =>
        new(inputs, Enumerable.Range(0, outputs).Select(output => taps(output)
            .GroupBy(tap => tap.Index).Select(group => new ResampleTap(group.Key, group.Sum(tap => tap.Weight)))
            .Where(tap => tap.Weight != 0).OrderBy(tap => tap.Index).ToEquatableArray()).ToEquatableArray());

    /// <summary>Each output is the input at its own place.</summary>
    public static ResampleTable Identity(int length) => Create(length, length, place => [new ResampleTap(place, 1)]);

    /// <summary>Whether each output is the input at its own place.</summary>
    public bool IsIdentity => Inputs == Outputs.Count
        && Outputs.Select((taps, place) => taps.Count == 1 && taps[0] == new ResampleTap(place, 1)).All(own => own);

    /// <summary>Whether nothing is weighted: all weights are 1.</summary>
    public bool IsUnit => Outputs.All(taps => taps.All(tap => tap.Weight == 1));

    /// <summary>Taps of all outputs.</summary>
    public long Taps => Outputs.Sum(taps => (long)taps.Count);

    /// <summary>The matrix with rows and columns changing places: it carries gradients from outputs to inputs.</summary>
    public ResampleTable Transpose()
    {
        var columns = new List<ResampleTap>[Inputs];
        for (int input = 0; input < Inputs; input++)
            columns[input] = [];
        for (int output = 0; output < Outputs.Count; output++)
        {
            foreach (ResampleTap tap in Outputs[output])
                columns[tap.Index].Add(new ResampleTap(output, tap.Weight));
        }

        return new ResampleTable(Outputs.Count, columns.Select(taps => taps.ToEquatableArray()).ToEquatableArray());
    }
}
