using System.Numerics;

namespace Cnn.Gen;

/// <summary>
/// What training makes small: a mean over a batch, and its gradient by the model's output. A loss is an immutable setting.
/// Outputs and targets are rows of equal length; a row is what the model says of one image (of one position, where the
/// output has a height and width), one number for each channel.
/// </summary>
public abstract record Loss
{
    private protected Loss()
    {
    }

    /// <summary>
    /// Whether the loss is attached to the input of the model's last layer where that is a softmax. Without such a layer
    /// every loss sees the output as it is.
    /// </summary>
    internal virtual bool AtLogits => false;

    /// <summary>The output above which a model with a single output says "yes".</summary>
    internal virtual double Threshold => 0.5;

    /// <summary>The smallest length of a row that the loss can judge.</summary>
    internal virtual int LeastOutputs => 1;

    /// <summary>The loss of a whole number of rows, the mean over all of them, and its gradient. Allocates nothing.</summary>
    /// <param name="outputs">What the model said (logits, if <see cref="AtLogits"/> and it ends in a softmax).</param>
    /// <param name="targets">What it should have said; as long as <paramref name="outputs"/>.</param>
    /// <param name="gradient">Overwritten with d loss / d outputs; as long as <paramref name="outputs"/>, or empty: not wanted.</param>
    /// <param name="length">The length of a row.</param>
    internal abstract double Compute<T>(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, Span<T> gradient, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
