using System.Reflection;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Benchmarks;

/// <summary>Networks that are generated and compiled while the program runs, for this machine's vectors.</summary>
public static class Compiled
{
    /// <summary>Predictions of one image of networks with random parameters, in the order of <paramref name="specs"/>.</summary>
    public static IReadOnlyList<Prediction> Predictions(IEnumerable<ModelSpec> specs)
    {
        ModelSpec[] named = [.. specs.Select((spec, index) => spec with { ClassName = $"Network{index}" })];
        var assembly = Assembly.Load(NetworkCompiler.CompileAssembly(named));
        return [.. named.Select(spec => Create(assembly.GetType(spec.ClassName, throwOnError: true)!))];
    }

    /// <summary>The network of <paramref name="definition"/>, without code for training.</summary>
    /// <param name="definition">Attributes.</param>
    /// <param name="element">The type of its numbers.</param>
    public static ModelSpec Spec(string definition, ElementKind element = ElementKind.Single)
    {
        ModelSpec spec = DefinitionReader.Read(definition, "Network");
        AttributeSpec model = With(With(spec.Model, "Training", false), "Element", new EnumValue(nameof(ElementKind), element.ToString()));
        return spec with { Model = model };
    }

    /// <summary>The attribute with a property set.</summary>
    public static AttributeSpec With(AttributeSpec attribute, string name, object value) => attribute with
    {
        Arguments = attribute.Arguments.Where(argument => argument.Name != name).Append(new ArgumentSpec(name, value)).ToEquatableArray(),
    };

    /// <summary>Predictions of one image by the network's class <paramref name="type"/>.</summary>
    public static Prediction Create(Type type)
    {
        Type model = type.GetInterfaces().Single(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(ICnnModel<,>));
        return (Prediction)Activator.CreateInstance(
            typeof(Prediction<,>).MakeGenericType(model.GetGenericArguments()), Activator.CreateInstance(type, 1), 1)!;
    }
}
