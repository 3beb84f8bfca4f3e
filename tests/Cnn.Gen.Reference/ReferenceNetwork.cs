using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Reference;

/// <summary>A layer of a <see cref="ReferenceNetwork"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">Its attribute.</param>
/// <param name="Sources">The values it reads: 0 is the network's input, i + 1 the output of layer i.</param>
/// <param name="Op">What it computes.</param>
/// <param name="Activation">What is applied to the op's output; null for nothing.</param>
public sealed record ReferenceLayer(string Name, AttributeSpec Spec, int[] Sources, Op Op, ActivationFunction? Activation);

/// <summary>The gradients of a whole network.</summary>
/// <param name="Input">By the input.</param>
/// <param name="Parameters">By each parameter that has one, under its name.</param>
public sealed record NetworkGradients(double[] Input, IReadOnlyDictionary<string, double[]> Parameters);

/// <summary>A network of plain ops, made from the attributes of a model. It reads them by itself, not through the compiler's own layers.</summary>
public sealed class ReferenceNetwork
{
    private ReferenceNetwork(Shape input, IReadOnlyList<ReferenceLayer> layers)
    {
        Input = input;
        Layers = layers;
        ParameterShapes = layers
            .SelectMany(layer => layer.Op.Parameters, (layer, parameter) => (Name: $"{layer.Name}.{parameter.Role}", Parameter: parameter))
            .ToDictionary(entry => entry.Name, entry => entry.Parameter);
        Parameters = ParameterShapes.ToDictionary(entry => entry.Key, entry => new double[entry.Value.Length]);
    }

    /// <summary>The shape of an input image.</summary>
    public Shape Input { get; }

    /// <summary>The shape of the output.</summary>
    public Shape Output => Layers[^1].Op.Output;

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<ReferenceLayer> Layers { get; }

    /// <summary>All parameters by name, such as <c>Conv1.weight</c>.</summary>
    public IReadOnlyDictionary<string, OpParameter> ParameterShapes { get; }

    /// <summary>The parameters' values, zero at first; write into the arrays.</summary>
    public IReadOnlyDictionary<string, double[]> Parameters { get; }

    /// <summary>The network that <paramref name="spec"/> describes.</summary>
    /// <exception cref="ArgumentException">A layer is of no known kind, or reads one that is not above it.</exception>
    public static ReferenceNetwork Create(ModelSpec spec)
    {
        var model = new AttributeArguments(spec.Model);
        var input = new Shape(model.Integer("height"), model.Integer("width"), model.Integer("channels"));
        var layers = new List<ReferenceLayer>();
        var counts = new Dictionary<string, int>();
        var values = new Dictionary<string, int> { ["Input"] = 0 };
        Shape ShapeOf(int value) => value == 0 ? input : layers[value - 1].Op.Output;

        foreach (AttributeSpec attribute in spec.Layers)
        {
            var arguments = new AttributeArguments(attribute);
            string stem = OpCatalog.Stem(attribute.Kind);
            int number = counts[stem] = counts.GetValueOrDefault(stem) + 1;
            string name = arguments.Text("Name") ?? $"{stem}{number}";
            int first = arguments.Text("Input") is { } source ? values[source] : layers.Count;
            int[] sources = [first, .. arguments.Texts("inputs").Select(other => values[other])];
            Op op = OpCatalog.Create(arguments, [.. sources.Select(ShapeOf)]);
            layers.Add(new ReferenceLayer(name, attribute, sources, op, OpCatalog.ActivationOf(arguments)));
            values[name] = layers.Count;
        }

        return new ReferenceNetwork(input, layers);
    }

    /// <summary>The output for a whole number of images, as in prediction.</summary>
    public double[] Predict(double[] x) => Run(x, training: false).Outputs[^1];

    /// <summary>The output for a whole number of images, as in training.</summary>
    public double[] Forward(double[] x) => Run(x, training: true).Outputs[^1];

    /// <summary>The gradients of a loss whose gradient by the output of training is <paramref name="dy"/>.</summary>
    public NetworkGradients Backward(double[] x, double[] dy)
    {
        int images = x.Length / Input.Length;
        var (outputs, beforeActivation) = Run(x, training: true);
        double[][] gradients = [.. outputs.Select(output => new double[output.Length])];
        gradients[^1] = dy;
        var byParameter = new Dictionary<string, double[]>();
        for (int i = Layers.Count - 1; i >= 0; i--)
        {
            ReferenceLayer layer = Layers[i];
            double[] gradient = gradients[i + 1];
            if (layer.Activation is { } function)
                gradient = new Activate(layer.Op.Output, function).Backward(gradient, [beforeActivation[i]], [], images).Inputs[0];

            OpGradients found = layer.Op.Backward(gradient, Gather(layer, outputs), ParametersOf(layer), images);
            for (int source = 0; source < layer.Sources.Length; source++)
                gradients[layer.Sources[source]] = Sum(gradients[layer.Sources[source]], found.Inputs[source]);
            foreach ((OpParameter parameter, double[] values) in layer.Op.Parameters.Zip(found.Parameters))
                byParameter[$"{layer.Name}.{parameter.Role}"] = values;
        }

        return new NetworkGradients(gradients[0], byParameter);
    }

    /// <summary>The shapes of what a layer reads.</summary>
    public IEnumerable<Shape> InputShapesOf(ReferenceLayer layer) =>
        layer.Sources.Select(source => source == 0 ? Input : Layers[source - 1].Op.Output);

    /// <summary>The parameters of a layer, in the order of its op.</summary>
    public double[][] ParametersOf(ReferenceLayer layer) =>
        [.. layer.Op.Parameters.Select(parameter => Parameters[$"{layer.Name}.{parameter.Role}"])];

    private (double[][] Outputs, double[][] BeforeActivation) Run(double[] x, bool training)
    {
        int images = x.Length / Input.Length;
        var outputs = new double[Layers.Count + 1][];
        var beforeActivation = new double[Layers.Count][];
        outputs[0] = x;
        for (int i = 0; i < Layers.Count; i++)
        {
            ReferenceLayer layer = Layers[i];
            double[][] inputs = Gather(layer, outputs), parameters = ParametersOf(layer);
            double[] y = training ? layer.Op.ForwardInTraining(inputs, parameters, images) : layer.Op.Forward(inputs, parameters, images);
            beforeActivation[i] = y;
            outputs[i + 1] = layer.Activation is { } function ? new Activate(layer.Op.Output, function).Forward([y], [], images) : y;
        }

        return (outputs, beforeActivation);
    }

    private static double[][] Gather(ReferenceLayer layer, double[][] outputs) => [.. layer.Sources.Select(source => outputs[source])];

    private static double[] Sum(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];
}
