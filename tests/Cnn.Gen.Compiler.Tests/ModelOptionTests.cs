using System.Reflection;
using Cnn.Gen.Compiler.Tests.Harness;
using Cnn.Gen.Reference;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Options of whole models and of all layers: names, wiring, what is trained.</summary>
public sealed class ModelOptionTests
{
    private static readonly TestModel Frozen = new("Frozen", """
        [CnnModel(6, 6, 2)]
        [Conv2D(3, 3, Trainable = false, Activation = Activation.Tanh)]
        [Dense(4)]
        """);

    private static readonly TestModel Named = new("Named", """
        [CnnModel(6, 6, 2)]
        [Conv2D(3, 3, Name = "Stem")]
        [Conv2D(3, 1)]
        [Dense(4, Input = "Conv2", Name = "Head")]
        """);

    private static readonly TestModel PredictOnly = new("PredictOnly", """
        [CnnModel(5, 5, 2, Training = false)]
        [Conv2D(3, 3, Activation = Activation.Relu)]
        [MaxPool2D(3)]
        [Dense(4)]
        """);

    private static readonly Lazy<ModelAssembly> Trained = new(() => ModelAssembly.Compile([Frozen, Named], [Engine.Double]));
    private static readonly Lazy<ModelAssembly> Untrained = new(() => ModelAssembly.Compile([PredictOnly], [Engine.Single], withKernels: false));

    [Fact]
    public void What_is_not_trainable_has_no_gradient_and_lets_others_have_theirs()
    {
        (ModelUnderTest model, double[] x, double[] dy) = Prepare(Frozen);
        NetworkGradients expected = model.Network.Backward(x, dy), actual = model.Backward(x, dy);
        Assert.Equal(["Dense1.bias", "Dense1.weight"], actual.Parameters.Keys.Order());
        Close.Assert(expected.Input, actual.Input, 1e-12, "dx");
        foreach ((string parameter, double[] values) in actual.Parameters)
            Close.Assert(expected.Parameters[parameter], values, 1e-12, parameter);
    }

    [Fact]
    public void Layers_are_called_as_they_say_and_counted_all_the_same()
    {
        (ModelUnderTest model, double[] x, _) = Prepare(Named);
        Assert.Equal(
            ["Stem.weight", "Stem.bias", "Conv2.weight", "Conv2.bias", "Head.weight", "Head.bias"],
            model.ParameterShapes.Select(parameter => parameter.Name));
        Assert.All(model.ParameterShapes, parameter => Assert.Equal(model.Network.ParameterShapes[parameter.Name].Shape, parameter.Shape));
        Close.Assert(model.Network.Predict(x), model.Predict(x), 1e-12, "y");
    }

    [Fact]
    public void A_model_without_training_predicts_and_has_no_backward_code()
    {
        Type type = Untrained.Value.TypeOf(PredictOnly, Engine.Single);
        Assert.Contains(type.GetInterfaces(), shape => shape.Name.StartsWith("ICnnModel", StringComparison.Ordinal));
        Assert.DoesNotContain(type.GetInterfaces(), shape => shape.Name.StartsWith("ITrainableModel", StringComparison.Ordinal));
        IEnumerable<MethodInfo> methods = type.GetNestedTypes().Append(type).SelectMany(owner => owner.GetMethods());
        Assert.DoesNotContain(methods, method => method.Name is "Backward" or "CreateGradients" or "CreatePass");
        GetType().GetMethod(nameof(CheckPrediction), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null);
    }

    private static void CheckPrediction<TModel>()
        where TModel : ICnnModel<TModel, float>, new()
    {
        ReferenceNetwork network = ReferenceNetwork.Create(PredictOnly.Spec(Engine.Single));
        var model = new TModel();
        foreach (Parameter<float> parameter in model.Parameters)
            Array.ConvertAll(parameter.Values.ToArray(), value => (double)value).CopyTo(network.Parameters[parameter.Name], 0);

        double[] x = TestData.Reals(new Random(1), 3 * network.Input.Length);
        var y = new float[3 * network.Output.Length];
        model.Predict(Array.ConvertAll(x, value => (float)value), y);
        Close.Assert(network.Predict(x), Array.ConvertAll(y, value => (double)value), 1e-5, "y");
    }

    private static (ModelUnderTest Model, double[] X, double[] Dy) Prepare(TestModel declared)
    {
        ModelUnderTest model = Trained.Value.Create(declared, Engine.Double);
        var random = new Random(1);
        TestData.SetParameters(model.Network, [model], length => TestData.Reals(random, length));
        return (model, TestData.Reals(random, 2 * model.Network.Input.Length), TestData.Reals(random, 2 * model.Network.Output.Length));
    }
}
