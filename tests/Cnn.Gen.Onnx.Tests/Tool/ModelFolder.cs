using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Models;

namespace Cnn.Gen.Onnx.Tests.Tool;

/// <summary>A folder with an assembly of networks, their parameters and their ONNX files, as users of <c>cnn</c> have them.</summary>
public sealed class ModelFolder : IDisposable
{
    /// <summary>Two networks: one with every kind of step between layers, and one more, so that a class must be named.</summary>
    private static readonly string[] Definitions =
    [
        """
        [CnnModel(10, 9, 3)]
        [Conv2D(8, 3, Padding = 1, Bias = false)]
        [BatchNorm(Activation = Activation.Relu)]
        [Conv2D(8, 3, Padding = 1, Activation = Activation.Silu)]
        [Add("BatchNorm1", Activation = Activation.Relu)]
        [MaxPool2D(2)]
        [Flatten]
        [Activate(Activation.Tanh)]
        [Dropout(0.5)]
        [Dense(6, Activation = Activation.Relu)]
        [Softmax]
        """,
        "[CnnModel(4, 4, 1)]\n[Dense(2)]",
    ];

    private static readonly ModelSpec[] Specs = [DefinitionReader.Read(Definitions[0], "Large", "Space"), DefinitionReader.Read(Definitions[1], "Small")];

    /// <summary>The networks.</summary>
    internal static IEnumerable<BoundModel> Models => Specs.Select(ModelBinder.Bind);

    /// <summary>Writes the files.</summary>
    public ModelFolder()
    {
        ModelSpec[] specs = Specs;
        File.WriteAllBytes(Assembly, NetworkCompiler.CompileAssembly(specs));
        IReadOnlyList<RunnableNetwork> networks = NetworkCompiler.Compile(specs);
        using (FileStream small = File.Create(Combine("Small.safetensors")))
            networks[1].Save(small);
        RunnableNetwork network = networks[0];
        Networks.Draw(network, new Random(3));
        using (FileStream weights = File.Create(Weights))
            network.Save(weights);
        using FileStream onnx = File.Create(Onnx);
        network.SaveOnnx(onnx);
    }

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("cnn").FullName;

    /// <summary>The assembly, with the classes Space.Large and Small.</summary>
    public string Assembly => System.IO.Path.Combine(Path, "Models.dll");

    /// <summary>Large's parameters.</summary>
    public string Weights => System.IO.Path.Combine(Path, "Large.safetensors");

    /// <summary>Large as exported with them.</summary>
    public string Onnx => System.IO.Path.Combine(Path, "large.onnx");

    /// <summary>A file of this folder.</summary>
    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
