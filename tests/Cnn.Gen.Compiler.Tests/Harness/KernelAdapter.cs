using System.Text;
using Cnn.Gen.Reference;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Writes a class that makes an <see cref="IStaticKernels{T}"/> of a model's nested classes.</summary>
internal static class KernelAdapter
{
    /// <summary>The source of class CLASSNAMEKernels.</summary>
    public static string Write(TestModel model, Engine engine)
    {
        IEnumerable<KernelSignature> layers =
            ReferenceNetwork.Create(model.Spec(engine)).Layers.Select(KernelSignature.Of).OfType<KernelSignature>();
        return Write(engine.Namespace, model.ClassName, engine.IsDouble ? "double" : "float", [.. layers]);
    }

    private static string Write(string @namespace, string className, string element, KernelSignature[] layers) =>
        $$"""
        namespace {{@namespace}};
        public sealed class {{className}}Kernels : global::Cnn.Gen.Compiler.Tests.Harness.IStaticKernels<{{element}}>
        {
            public void Forward(string layer, global::System.Memory<{{element}}>[] a)
            {
                switch (layer)
                {
        {{Calls(className, "Forward", layers, layer => layer.Forward)}}            default: throw new global::System.ArgumentException(layer);
                }
            }

            public void Backward(string layer, global::System.Memory<{{element}}>[] a)
            {
                switch (layer)
                {
        {{Calls(className, "Backward", layers, layer => layer.Backward)}}            default: throw new global::System.ArgumentException(layer);
                }
            }
        }
        """;

    private static string Calls(
        string className, string method, IEnumerable<KernelSignature> layers, Func<KernelSignature, string[]> argumentsOf)
    {
        var text = new StringBuilder();
        foreach (KernelSignature layer in layers)
        {
            IEnumerable<string> arguments = argumentsOf(layer).Select((name, i) => $"{name}: a[{i}].Span");
            text.Append($"            case \"{layer.Layer}\": {className}.{layer.Layer}.{method}({string.Join(", ", arguments)}); break;\n");
        }

        return text.ToString();
    }
}
