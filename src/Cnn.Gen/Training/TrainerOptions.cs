namespace Cnn.Gen;

/// <summary>How a <see cref="Trainer{TModel, T}"/> trains.</summary>
public sealed record TrainerOptions
{
    /// <summary>Images of one step; at least 1. The last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(1, value); } = 32;

    /// <summary>How gradients become better parameters.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>How the learning rate moves through a run.</summary>
    public Schedule Schedule { get; init; } = new Constant();

    /// <summary>What training makes small.</summary>
    public Loss Loss { get; init; } = new SoftmaxCrossEntropy();

    /// <summary>From which shuffling and dropout draw.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// The longest that the gradient of all parameters together may be (its Euclidean norm); a longer one is scaled down to it
    /// before the optimiser sees it (Pascanu et al. 2013). Null: as long as it is.
    /// </summary>
    public double? MaxGradientNorm { get; init => field = value is { } norm ? Require.Positive(norm) : null; }

    /// <summary>
    /// How many steps the schedule runs over where steps are made by hand; 0: unknown. <c>Fit</c> knows by itself.
    /// </summary>
    public long Steps { get; init => field = Require.AtLeast(0, value); }
}
