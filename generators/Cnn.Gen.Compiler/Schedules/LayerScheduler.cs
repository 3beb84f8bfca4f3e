using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Passes;
using Cnn.Gen.Compiler.Schedules.Lowering;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Schedules a layer's own kernels: a graph of its one operation, over memory that comes as spans.</summary>
public static class LayerScheduler
{
    private static readonly string[] Operands = ["x", "weight", "bias"];

    /// <summary>The layer's forward program and, where wanted, its backward program.</summary>
    public static IEnumerable<LayerProgram> Schedule(BoundLayer layer, Network model, VectorClass target, bool isDouble, bool backward)
    {
        Network network = PassList.Apply(PassList.BeforeGradients, OneLayer(layer, model));
        yield return Forward(layer, network, target, isDouble);
        if (backward)
            yield return Backward(layer, network, target, isDouble);
    }

    private static Network OneLayer(BoundLayer layer, Network model)
    {
        var builder = new NetworkBuilder();
        var inputs = new List<Value>();
        foreach (int input in layer.KernelInputs)
        {
            Value value = model.Values[input];
            inputs.Add(value.Kind == ValueKind.Parameter
                ? builder.AddParameter(model.Parameters[value.Parameter] with { HasGradient = true })
                : builder.AddInput("x", value.Shape));
        }

        return builder.Build(builder.Add(layer.Kernel!, "y", layer.Name, [.. inputs]));
    }

    private static LayerProgram Forward(BoundLayer layer, Network network, VectorClass target, bool isDouble)
    {
        Dictionary<int, string> external = Given(network);
        ModelScheduler.AssignOutput(network, external, network.Output, "y");
        var placement = new ValuePlacement(network, network.Nodes, external, [], []);
        var lowering = new Lowering.Lowering(target, isDouble, placement);
        foreach (Node node in network.Nodes)
            lowering.Lower(node);
        ScratchSize scratch = MemoryPlan.Plan(placement.Buffers, lowering.Steps);
        return new LayerProgram(layer, new StepProgram($"{layer.Name}Forward", lowering.Steps, placement.Buffers), scratch);
    }

    private static LayerProgram Backward(BoundLayer layer, Network network, VectorClass target, bool isDouble)
    {
        JointNetwork joint = PassList.Join(network);
        network = joint.Network;
        Dictionary<int, Targets> targets = Targets.Of(joint);
        Dictionary<int, string> external = Given(network);
        external[joint.OutputGradient] = "dy";
        foreach (Value gradient in network.Values.Where(value => value.Kind == ValueKind.ParameterGradient))
            external[gradient.Id] = gradient.Parameter == 0 ? "dWeight" : "dBias";
        bool direct = ModelScheduler.AssignOutput(network, external, joint.InputGradient, "dx");

        Node[] nodes = [.. network.Nodes.Where(node => targets.ContainsKey(node.Output))];
        var placement = new ValuePlacement(network, nodes, external, [], direct ? [] : [joint.InputGradient]);
        var lowering = new Lowering.Lowering(target, isDouble, placement);
        foreach (Node node in nodes)
        {
            lowering.Condition = ConditionOf(targets[node.Output]);
            lowering.Lower(node);
        }

        if (!direct)
        {
            lowering.Condition = StepCondition.WantsInputGradient;
            lowering.Copy(placement.For(joint.InputGradient), ModelScheduler.External(network, joint.InputGradient, "dx"), "dx");
        }

        ScratchSize scratch = MemoryPlan.Plan(placement.Buffers, lowering.Steps);
        return new LayerProgram(layer, new StepProgram($"{layer.Name}Backward", lowering.Steps, placement.Buffers), scratch);
    }

    private static Dictionary<int, string> Given(Network network) => network.Values
        .Where(value => value.Kind == ValueKind.Parameter || value == network.Input)
        .ToDictionary(value => value.Id, value => Operands[value.Parameter + 1]);

    private static StepCondition ConditionOf(Targets targets) => (targets.Input, targets.Parameters.Count) switch
    {
        (true, 0) => StepCondition.WantsInputGradient,
        (false, 1) => targets.Parameters.Contains(0) ? StepCondition.WantsWeightGradient : StepCondition.WantsBiasGradient,
        _ => StepCondition.Always,
    };
}
