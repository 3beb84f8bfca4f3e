using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Passes;
using Cnn.Gen.Compiler.Schedules.Lowering;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Schedules a layer's own kernels: a graph of its one operation, over memory that comes as spans.</summary>
public static class LayerScheduler
{
    /// <summary>The layer's forward program and, where wanted, its backward program.</summary>
    public static IEnumerable<LayerProgram> Schedule(BoundLayer layer, VectorClass target, BoundModel model)
    {
        Network network = PassList.Apply(PassList.Common, OneLayer(layer, model.Network));
        yield return Forward(layer, AlgorithmSchedule.Choose(network, model, target), target, model);
        if (model.Training)
            yield return Backward(layer, network, target, model.IsDouble);
    }

    private static Network OneLayer(BoundLayer layer, Network model)
    {
        var builder = new NetworkBuilder();
        var inputs = new List<Value>();
        string[] names = [.. LayerSurface.InputsOf(layer)];
        foreach (int input in layer.KernelInputs)
        {
            Value value = model.Values[input];
            inputs.Add(value.Kind == ValueKind.Parameter
                ? builder.AddParameter(model.Parameters[value.Parameter] with { HasGradient = true })
                : builder.AddInput(names[inputs.Count], value.Shape));
        }

        return builder.Build(builder.Add(layer.Kernel!, "y", layer.Name, [.. inputs]));
    }

    private static LayerProgram Forward(BoundLayer layer, Network network, VectorClass target, BoundModel model)
    {
        Dictionary<int, string> external = Given(layer, network);
        ModelScheduler.AssignOutput(network, external, network.Output, "y");
        var placement = new ValuePlacement(network, network.Nodes, external, [], []);
        var lowering = new Lowering.Lowering(target, model.IsDouble, placement) { Residuals = FuseResidual.MayApply(model.Network) };
        foreach (Node node in network.Nodes)
            lowering.Lower(node);
        ScratchSize scratch = MemoryPlan.Plan(placement.Buffers, lowering.Steps);
        return new LayerProgram(layer, new StepProgram($"{layer.Name}Forward", lowering.Steps), scratch);
    }

    private static LayerProgram Backward(BoundLayer layer, Network network, VectorClass target, bool isDouble)
    {
        JointNetwork joint = PassList.Join(network);
        network = joint.Network;
        Dictionary<int, Targets> targets = Targets.Of(joint);
        string[] inputs = [.. LayerSurface.InputsOf(layer).Select(name => "d" + name)], parameters = [.. layer.Parameters.Select(role => "d" + LayerSurface.Capital(role))];
        Dictionary<int, string> external = Given(layer, network);
        external[joint.OutputGradient] = "dy";
        foreach (Value gradient in network.Values.Where(value => value.Kind == ValueKind.ParameterGradient))
            external[gradient.Id] = parameters[gradient.Parameter];

        // A gradient that serves several inputs, or is the output's own, is copied to each.
        int[] copied = [.. Enumerable.Range(0, inputs.Length)
            .Where(index => !ModelScheduler.AssignOutput(network, external, joint.InputGradients[index], inputs[index]))];
        Node[] nodes = [.. network.Nodes.Where(node => targets.ContainsKey(node.Output))];
        var placement = new ValuePlacement(network, nodes, external, [], copied.Select(index => joint.InputGradients[index]));
        var lowering = new Lowering.Lowering(target, isDouble, placement);
        foreach (Node node in nodes)
        {
            Targets needs = targets[node.Output];
            string[] results = [.. needs.Inputs.Select(index => inputs[index]), .. needs.Parameters.Select(index => parameters[index])];
            lowering.Wants = results.Length == 1 ? LayerSurface.Want(results[0]) : null;
            lowering.Lower(node);
        }

        foreach (int index in copied)
        {
            lowering.Wants = LayerSurface.Want(inputs[index]);
            lowering.Copy(placement.For(joint.InputGradients[index]), ModelScheduler.External(network, joint.InputGradients[index], inputs[index]), inputs[index]);
        }

        ScratchSize scratch = MemoryPlan.Plan(placement.Buffers, lowering.Steps);
        return new LayerProgram(layer, new StepProgram($"{layer.Name}Backward", lowering.Steps), scratch);
    }

    private static Dictionary<int, string> Given(BoundLayer layer, Network network) => network.Values
        .Where(value => value.Kind is ValueKind.Parameter || (value.Kind is ValueKind.Input && network.Nodes.All(node => node.Output != value.Id)))
        .ToDictionary(value => value.Id, value => value.Kind == ValueKind.Input ? value.Name : layer.Parameters[value.Parameter]);
}
