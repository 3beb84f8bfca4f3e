namespace Cnn.Gen.Onnx.Import.Draft;

/// <summary>Layers in an order in which each stands behind those it reads.</summary>
/// <param name="input">The model's input.</param>
internal sealed class DraftNetwork(DraftLayer input)
{
    /// <summary>The model's input.</summary>
    public DraftLayer Input { get; } = input;

    /// <summary>All layers, the input not among them.</summary>
    public List<DraftLayer> Layers { get; } = [];

    /// <summary>The layer whose output is the model's.</summary>
    public DraftLayer Output { get; set; } = input;

    /// <summary>The layers that read <paramref name="layer"/>, one entry for each time that they do.</summary>
    public IEnumerable<DraftLayer> Readers(DraftLayer layer) =>
        Layers.SelectMany(reader => reader.Inputs.Where(read => read == layer).Select(_ => reader));

    /// <summary>Whether one layer reads <paramref name="layer"/>, once, and it is not the model's output.</summary>
    public bool HasOneReader(DraftLayer layer) => layer != Output && layer != Input && Readers(layer).Take(2).Count() == 1;

    /// <summary>Whether nobody but <paramref name="readers"/> reads <paramref name="layer"/>, and it is not the model's output.</summary>
    public bool IsReadOnlyBy(DraftLayer layer, params DraftLayer[] readers) =>
        layer != Output && layer != Input && Readers(layer).All(readers.Contains);

    /// <summary>Lets everyone who reads <paramref name="old"/> read <paramref name="replacement"/>, and takes the old layer out.</summary>
    public void Replace(DraftLayer old, DraftLayer replacement)
    {
        foreach (DraftLayer reader in Layers.Where(reader => reader != replacement))
        {
            for (int i = 0; i < reader.Inputs.Count; i++)
            {
                if (reader.Inputs[i] == old)
                    reader.Inputs[i] = replacement;
            }
        }

        if (Output == old)
            Output = replacement;
        Layers.Remove(old);
    }

    /// <summary>Puts a new layer in the place of <paramref name="old"/>, for all who read that.</summary>
    public void Substitute(DraftLayer old, DraftLayer replacement)
    {
        Layers.Insert(Layers.IndexOf(old), replacement);
        Replace(old, replacement);
    }

    /// <summary>Takes out what the output does not depend on.</summary>
    public void RemoveUnread()
    {
        var needed = new HashSet<DraftLayer>();
        var open = new Stack<DraftLayer>([Output]);
        while (open.TryPop(out DraftLayer? layer))
        {
            if (needed.Add(layer))
                layer.Inputs.ForEach(open.Push);
        }

        Layers.RemoveAll(layer => !needed.Contains(layer));
    }
}
