using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>Finds parameters by name.</summary>
internal sealed class ParameterNames
{
    private readonly Dictionary<string, int> _indices;

    /// <summary>The names of <paramref name="parameters"/>, with their indices.</summary>
    public ParameterNames(IEnumerable<ParameterInfo> parameters) =>
        _indices = parameters.Select((parameter, index) => (parameter.Name, index))
            .ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);

    /// <summary>The index of <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none; names the nearest.</exception>
    public int this[string name] => _indices.TryGetValue(name, out int index) ? index : throw Unknown(name);

    /// <summary>Whether there is a <paramref name="name"/>, and its index.</summary>
    public bool TryGet(string name, out int index) => _indices.TryGetValue(name, out index);

    // Apart from the indexer, which would allocate the lambda's closure on every call.
    private KeyNotFoundException Unknown(string name)
    {
        string advice = _indices.Count == 0
            ? "There are none."
            : $"Did you mean '{_indices.Keys.MinBy(known => Distance(name, known))}'? There are: {string.Join(", ", _indices.Keys)}.";
        return new KeyNotFoundException($"There is no parameter '{name}'. {advice}");
    }

    /// <summary>Levenshtein's distance, letters' case aside.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                bool same = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]);
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
