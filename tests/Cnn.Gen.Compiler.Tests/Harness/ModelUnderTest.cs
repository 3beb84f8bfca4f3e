using System.Numerics;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>A generated model, with all its arrays as doubles.</summary>
internal abstract class ModelUnderTest
{
    /// <summary>The reference network of the same attributes; its parameters are not set.</summary>
    public ReferenceNetwork Network { get; set; } = null!;

    /// <summary>How it was generated.</summary>
    public Engine Engine { get; set; } = Engine.Single;

    /// <summary>The instance of the generated class.</summary>
    public abstract object Instance { get; }

    /// <summary>Threads to use.</summary>
    public abstract int Threads { get; set; }

    /// <summary>Sets a parameter.</summary>
    public abstract void SetParameter(string name, double[] values);

    /// <summary>Reads a parameter.</summary>
    public abstract double[] Parameter(string name);

    /// <summary>The names and shapes of the parameters.</summary>
    public abstract IReadOnlyList<(string Name, int[] Shape)> ParameterShapes { get; }

    /// <summary>The model's <c>Predict</c>.</summary>
    public abstract double[] Predict(double[] x);

    /// <summary>The model's <c>Backward</c> that runs forward by itself.</summary>
    public abstract NetworkGradients Backward(double[] x, double[] dy);

    /// <summary>The model's <c>Forward</c> and <c>Backward</c> over a pass of its own.</summary>
    public abstract (double[] Y, NetworkGradients Gradients) Train(double[] x, double[] dy, bool updateStatistics = false);

    /// <summary>Another instance over the same parameters.</summary>
    public abstract ModelUnderTest Share();

    /// <summary>A layer's static <c>Forward</c>.</summary>
    public abstract double[] KernelForward(ReferenceLayer layer, double[][] inputs, double[][] parameters);

    /// <summary>A layer's static <c>Backward</c>: its gradients in order. Those left out by <paramref name="wanted"/> are empty.</summary>
    public abstract double[][] KernelBackward(
        ReferenceLayer layer, double[] dy, double[][] inputs, double[][] parameters, Func<string, bool>? wanted = null);

    /// <summary>Calls a layer's static kernel with arguments as they are, reads them back into the arrays, and returns what was thrown.</summary>
    public abstract Exception? TryKernel(string layer, bool forward, double[][] arguments);
}

/// <inheritdoc/>
/// <typeparam name="TModel">The generated class.</typeparam>
/// <typeparam name="T">Its element type.</typeparam>
internal sealed class ModelUnderTest<TModel, T>(TModel model, IStaticKernels<T> kernels) : ModelUnderTest
    where TModel : ITrainableModel<TModel, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override object Instance => model;

    public override int Threads
    {
        get => model.Threads;
        set => model.Threads = value;
    }

    public override IReadOnlyList<(string Name, int[] Shape)> ParameterShapes =>
        [.. model.Parameters.Select(parameter => (parameter.Name, parameter.Shape.ToArray()))];

    public override void SetParameter(string name, double[] values) => model.Parameters[name].CopyFrom(Guarded<T>.Of(values).Span);

    public override double[] Parameter(string name) =>
        Array.ConvertAll(model.Parameters[name].Values.ToArray(), value => double.CreateChecked(value));

    public override double[] Predict(double[] x)
    {
        var y = Guarded<T>.Output(x.Length / Network.Input.Length * Network.Output.Length);
        model.Predict(Guarded<T>.Of(x).Span, y.Span);
        return y.Read("y of Predict");
    }

    public override NetworkGradients Backward(double[] x, double[] dy)
    {
        GradientSet<T> gradients = model.CreateGradients();
        gradients.Values.Fill(T.NaN);
        var dx = Guarded<T>.Output(x.Length);
        model.Backward(Guarded<T>.Of(x).Span, Guarded<T>.Of(dy).Span, gradients, dx.Span);
        return new NetworkGradients(dx.Read("dx of Backward"), Read(gradients));
    }

    public override (double[] Y, NetworkGradients Gradients) Train(double[] x, double[] dy, bool updateStatistics = false)
    {
        TrainingPass<T> pass = model.CreatePass();
        pass.UpdateStatistics = updateStatistics;
        GradientSet<T> gradients = model.CreateGradients();
        gradients.Values.Fill(T.NaN);
        Guarded<T> input = Guarded<T>.Of(x), dx = Guarded<T>.Output(x.Length), y = Guarded<T>.Output(dy.Length);
        model.Forward(input.Span, y.Span, pass);
        model.Backward(Guarded<T>.Of(dy).Span, gradients, dx.Span, pass);
        return (y.Read("y of Forward"), new NetworkGradients(dx.Read("dx of Backward"), Read(gradients)));
    }

    public override ModelUnderTest Share() => new ModelUnderTest<TModel, T>(model.Share(), kernels) { Network = Network, Engine = Engine };

    public override double[] KernelForward(ReferenceLayer layer, double[][] inputs, double[][] parameters)
    {
        var y = Guarded<T>.Output(inputs[0].Length / Network.InputShapesOf(layer).First().Length * layer.Op.Output.Length);
        IEnumerable<Memory<T>> read = inputs.Concat(parameters).Select(values => Guarded<T>.Of(values).Memory);
        kernels.Forward(layer.Name, [.. read, y.Memory]);
        return y.Read($"y of {layer.Name}.Forward");
    }

    public override double[][] KernelBackward(
        ReferenceLayer layer, double[] dy, double[][] inputs, double[][] parameters, Func<string, bool>? wanted = null)
    {
        KernelSignature signature = KernelSignature.Of(layer)!;
        double[][] read = [dy, .. inputs, .. parameters.Take(signature.BackwardParameters.Length)];
        IEnumerable<int> lengths = inputs.Concat(parameters).Select(values => values.Length);
        Guarded<T>[] gradients = [.. signature.Gradients.Zip(lengths, (name, length) => Guarded<T>.Output(wanted?.Invoke(name) == false ? 0 : length))];
        kernels.Backward(layer.Name, [.. read.Select(values => Guarded<T>.Of(values).Memory), .. gradients.Select(gradient => gradient.Memory)]);
        return [.. gradients.Zip(signature.Gradients, (gradient, name) => gradient.Read($"{name} of {layer.Name}.Backward"))];
    }

    public override Exception? TryKernel(string layer, bool forward, double[][] arguments)
    {
        Guarded<T>[] guarded = [.. arguments.Select(Guarded<T>.Of)];
        Memory<T>[] memory = [.. guarded.Select(argument => argument.Memory)];
        Exception? thrown = Record.Exception(() =>
        {
            if (forward)
                kernels.Forward(layer, memory);
            else
                kernels.Backward(layer, memory);
        });
        for (int i = 0; i < arguments.Length; i++)
            guarded[i].Read($"argument {i} of {layer}").CopyTo(arguments[i], 0);
        return thrown;
    }

    private static Dictionary<string, double[]> Read(GradientSet<T> gradients) => gradients.ToDictionary(
        gradient => gradient.Name, gradient => Array.ConvertAll(gradient.Values.ToArray(), value => double.CreateChecked(value)));
}
