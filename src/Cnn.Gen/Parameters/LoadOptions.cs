namespace Cnn.Gen;

/// <summary>What may differ between a model and a file of parameters.</summary>
public sealed record LoadOptions
{
    /// <summary>Nothing may differ.</summary>
    public static LoadOptions Default { get; } = new();

    /// <summary>
    /// True: the file must hold exactly the model's parameters. False: what matches by name and shape is loaded, from whatever network,
    /// and the <see cref="LoadResult"/> says what was left.
    /// </summary>
    public bool Strict { get; init; } = true;

    /// <summary>
    /// Whether parameters of equal names and shapes from another network are welcome. A file that does not say what network it is from
    /// (one that another program wrote) needs no such leave.
    /// </summary>
    public bool IgnoreTopology { get; init; }
}

/// <summary>What a load did. All three lists are empty where <see cref="LoadOptions.Strict"/> is true.</summary>
public sealed record LoadResult
{
    /// <summary>Parameters of the model that the file does not have; they kept their values.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Tensors of the file that the model does not have.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Parameters that both have, but in different shapes, or that the file has in a type that is not converted; they kept their values.</summary>
    public required IReadOnlyList<string> Mismatched { get; init; }
}
