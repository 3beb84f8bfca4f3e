namespace Cnn.Gen;

/// <summary>What all convolutions of signals have beside their window.</summary>
public abstract class ConvolutionLayer1DAttribute : WindowLayer1DAttribute
{
    private protected ConvolutionLayer1DAttribute(int size)
        : base(size)
    {
    }

    /// <summary>Whether one number per output channel is added (parameter <c>.bias</c>).</summary>
    public bool Bias { get; set; } = true;

    /// <summary>What is applied to the result, after the bias.</summary>
    public Activation Activation { get; set; }

    /// <summary>The activation's constant. NaN: not given, which is the activation's own (see <see cref="Gen.Activation"/>).</summary>
    public double Alpha { get; set; } = double.NaN;

    /// <summary>The algorithm of the kernels. <see cref="ConvAlgorithm.Auto"/>: chosen by the shape.</summary>
    public ConvAlgorithm Algorithm { get; set; }

    /// <summary>How far the kernels are unrolled. <see cref="Unroll.Auto"/>: chosen by the shape.</summary>
    public Unroll Unroll { get; set; }
}
