using System.Numerics;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Runtime;

namespace Cnn.Gen.Onnx.Export;

/// <summary>A network that has parameters, with all of the library's checks around them, but no kernels: nothing is generated, nothing runs.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class ParameterProgram<T> : ModelProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private ParameterProgram(ModelInfo info) => Info = info;

    /// <inheritdoc/>
    public override ModelInfo Info { get; }

    /// <summary>The parameters of <paramref name="model"/>, initialised as a new instance's with seed 0.</summary>
    public static ParameterSet<T> Create(BoundModel model)
    {
        Network network = model.Network;
        Shape input = network.Input.Shape, output = network.Values[network.Output].Shape;
        ParameterBlock block = ParameterBlock.Of(network);
        var info = new ModelInfo
        {
            Name = model.Spec.ClassName.TrimStart('@'),
            Topology = Definition.Topology(network),
            Input = (input.Height, input.Width, input.Channels),
            Output = (output.Height, output.Width, output.Channels),
            Parameters = [.. network.Parameters.Select((parameter, index) => new ParameterInfo(
                parameter.Name, [.. parameter.Shape], (int)block.Offsets[index], parameter.HasGradient, parameter.Counted,
                Enum.Parse<InitializerKind>(parameter.Initializer), parameter.FanIn, parameter.FanOut))],
            EndsInSoftmax = false,
            PackedLength = 0,
            ImagesPerChunk = 1,
            PredictScratch = default,
        };
        return new ParameterSet<T>(new ParameterProgram<T>(info), seed: 0);
    }

    /// <inheritdoc/>
    public override void Pack(in KernelMemory<T> memory, Team team) => throw new NotSupportedException("This network has no kernels.");

    /// <inheritdoc/>
    public override void Predict(in KernelMemory<T> memory, int images, Team team) => throw new NotSupportedException("This network has no kernels.");
}
