namespace Cnn.Gen.Reference;

/// <summary>One operation with all its settings. Each op has its forward and its backward as plain loops of their own.</summary>
/// <param name="Output">The shape of its output.</param>
public abstract record Op(Shape Output)
{
    /// <summary>The parameters it takes, in order: role, such as <c>weight</c>, and shape.</summary>
    public virtual IReadOnlyList<OpParameter> Parameters => [];

    /// <summary>Computes the output of <paramref name="images"/> images, as in prediction.</summary>
    /// <param name="inputs">One array for each input.</param>
    /// <param name="parameters">One array for each of <see cref="Parameters"/>.</param>
    /// <param name="images">How many images the arrays hold.</param>
    public abstract double[] Forward(double[][] inputs, double[][] parameters, int images);

    /// <summary>As <see cref="Forward"/>, in training. Differs where statistics of the batch take part.</summary>
    public virtual double[] ForwardInTraining(double[][] inputs, double[][] parameters, int images) => Forward(inputs, parameters, images);

    /// <summary>The gradients of a loss whose gradient by the output (of training) is <paramref name="dy"/>.</summary>
    public abstract OpGradients Backward(double[] dy, double[][] inputs, double[][] parameters, int images);
}

/// <summary>A parameter that an op takes.</summary>
/// <param name="Role">What it is, such as <c>weight</c>.</param>
/// <param name="HasGradient">Whether <see cref="Op.Backward"/> gives a gradient for it; those that have none come last.</param>
/// <param name="Shape">Its shape.</param>
public sealed record OpParameter(string Role, bool HasGradient, params int[] Shape)
{
    /// <summary>The number of its elements.</summary>
    public int Length => Shape.Aggregate(1, (product, side) => product * side);
}

/// <summary>What <see cref="Op.Backward"/> computes.</summary>
/// <param name="Inputs">A gradient for each input.</param>
/// <param name="Parameters">A gradient for each parameter that has one.</param>
public sealed record OpGradients(double[][] Inputs, double[][] Parameters);
