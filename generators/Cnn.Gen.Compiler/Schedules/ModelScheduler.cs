using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Passes;
using Cnn.Gen.Compiler.Schedules.Lowering;

namespace Cnn.Gen.Compiler.Schedules;

/// <summary>Schedules a whole model for one register file.</summary>
public sealed class ModelScheduler
{
    private readonly BoundModel _model;
    private readonly VectorClass _target;
    private readonly ParameterBlock _parameters;

    /// <summary>A scheduler for <paramref name="model"/>.</summary>
    public ModelScheduler(BoundModel model, ParameterBlock parameters, VectorClass target)
    {
        _model = model;
        _parameters = parameters;
        _target = target;
    }

    /// <summary>The plan.</summary>
    public ModelPlan Schedule()
    {
        Network forward = PassList.Apply(PassList.Common, _model.Network);
        (StepProgram pack, StepProgram predict, long packed, ScratchSize predictScratch) = SchedulePrediction(forward);
        (StepProgram, StepProgram, ScratchSize Scratch)? training = _model.Training ? ScheduleTraining(forward) : null;
        var layers = new List<LayerProgram>();
        foreach (BoundLayer layer in _model.Layers.Where(layer => layer.Kernel is not null && _model.KernelsOf(layer) == layer))
            layers.AddRange(LayerScheduler.Schedule(layer, _target, _model));
        return new ModelPlan(_target, pack, predict, training?.Item1, training?.Item2, layers, packed, predictScratch, training?.Scratch ?? default);
    }

    /// <summary>The graph of a prediction, for one register file, of a forward graph that has been through <see cref="PassList.Common"/>.</summary>
    public static Network Prediction(Network forward, BoundModel model, VectorClass target) => PassList.Apply(
        PassList.BehindAlgorithms, AlgorithmSchedule.Choose(PassList.Apply(PassList.BeforeSchedule, PassList.Apply(PassList.ForPrediction, forward)), model, target));

    private (StepProgram Pack, StepProgram Predict, long Packed, ScratchSize Scratch) SchedulePrediction(Network forward)
    {
        Network network = Prediction(forward, _model, _target);
        Dictionary<int, string> external = Parameters(network);
        external[network.Input.Id] = "memory.Input";
        bool direct = AssignOutput(network, external, network.Output, "memory.Output");

        long packed = 0;
        var packs = new List<Step>();
        var placement = new ValuePlacement(network, network.Nodes, external, [], direct ? [] : [network.Output]) { SpreadFor = _model.IsDouble ? 8 : 4 };
        var lowering = new Lowering.Lowering(_target, _model.IsDouble, placement)
        {
            PackSteps = packs,
            SharesRows = true,
            Residuals = FuseResidual.MayApply(_model.Network),
            PackedMemory = (name, length) =>
            {
                Buffer buffer = placement.NewExternal(name, length, $"memory.PackedParameter({packed})");
                packed += (length + MemoryPlan.Alignment - 1) / MemoryPlan.Alignment * MemoryPlan.Alignment;
                return buffer;
            },
        };
        foreach (IReadOnlyList<Node> group in BandSchedule.Groups(network, _model.IsDouble))
        {
            if (group.Count > 1)
                lowering.LowerBands(group, network);
            else
                lowering.Lower(group[0]);
        }

        if (!direct)
            lowering.Copy(placement.For(network.Output), External(network, network.Output, "memory.Output"), "the output");

        ScratchSize scratch = MemoryPlan.Plan(placement.Buffers, lowering.Steps, shared: true);
        return (new StepProgram("Pack", packs), new StepProgram("Predict", lowering.Steps), packed, scratch);
    }

    private (StepProgram Forward, StepProgram Backward, ScratchSize Scratch) ScheduleTraining(Network forward)
    {
        JointNetwork joint = PassList.Join(forward);
        Network network = joint.Network;
        Node[] nodes = [.. network.Nodes];
        int input = joint.InputGradients[0];
        Dictionary<int, Targets> targets = Targets.Of(joint);
        Node[] forwardNodes = [.. nodes.Take(joint.ForwardNodes)];
        Node[] backwardNodes = [.. nodes.Skip(joint.ForwardNodes).Where(node => targets.ContainsKey(node.Output))];
        var readLater = new HashSet<int>(backwardNodes.SelectMany(node => node.Inputs));

        Dictionary<int, string> external = Parameters(network);
        external[network.Input.Id] = "memory.Input";
        external[joint.OutputGradient] = "memory.OutputGradient";
        foreach (Node node in backwardNodes.Where(node => network.Values[node.Output].Kind == ValueKind.ParameterGradient))
            external[node.Output] = $"memory.Gradient({_parameters.Offsets[network.Values[node.Output].Parameter]})";
        bool inputGradientDirect = AssignOutput(network, external, input, "memory.InputGradient");
        bool direct = !readLater.Contains(network.Output) && AssignOutput(network, external, network.Output, "memory.Output");

        Node[] all = [.. forwardNodes, .. backwardNodes];
        int[] keep = [.. direct ? Array.Empty<int>() : [network.Output], .. inputGradientDirect ? Array.Empty<int>() : [input]];
        var placement = new ValuePlacement(network, all, external, readLater.Contains(network.Input.Id) ? [network.Input.Id] : [], keep);
        var lowering = new Lowering.Lowering(_target, _model.IsDouble, placement);

        bool softmax = forwardNodes.LastOrDefault()?.Op is SoftmaxOp;
        foreach (Node node in forwardNodes)
        {
            lowering.Condition = softmax && node == forwardNodes[forwardNodes.Length - 1] ? StepCondition.WithSoftmax : StepCondition.Always;
            lowering.Lower(node);
        }

        if (softmax)
        {
            lowering.Condition = StepCondition.AtLogits;
            int logits = forwardNodes[forwardNodes.Length - 1].Inputs[0];
            lowering.Copy(placement.For(logits), External(network, network.Output, "memory.Output"), "the logits");
            lowering.Condition = StepCondition.WithSoftmax;
        }

        if (!direct)
            lowering.Copy(placement.For(network.Output), External(network, network.Output, "memory.Output"), "the output");

        List<Step> forwardSteps = lowering.Steps;
        lowering.Steps = [];
        foreach (Node node in backwardNodes)
        {
            bool last = softmax && node == backwardNodes[0];
            lowering.Condition = last ? StepCondition.WithSoftmax : StepCondition.Always;
            lowering.Wants = targets[node.Output].OnlyInputs ? "wantsInput" : null;
            lowering.Lower(node);
            if (last)
            {
                lowering.Condition = StepCondition.AtLogits;
                lowering.Copy(External(network, joint.OutputGradient, "memory.OutputGradient"), placement.For(node.Output), "the gradient by the logits");
            }
        }

        (lowering.Condition, lowering.Wants) = (StepCondition.Always, null);
        foreach (int parameter in UnreachedParameters(network, external))
            lowering.ClearBlock("d" + network.Parameters[parameter].Name, (int)network.Parameters[parameter].Length, $"memory.Gradient({_parameters.Offsets[parameter]})");

        if (!inputGradientDirect)
        {
            lowering.Wants = "wantsInput";
            lowering.Copy(placement.For(input), External(network, input, "memory.InputGradient"), "the gradient by the input");
        }

        ScratchSize scratch = MemoryPlan.Plan(placement.Buffers, forwardSteps.Concat(lowering.Steps));
        return (new StepProgram("Forward", forwardSteps), new StepProgram("Backward", lowering.Steps), scratch);
    }

    /// <summary>Parameters that want a gradient but that the output does not depend on: theirs is zero.</summary>
    private static IEnumerable<int> UnreachedParameters(Network network, Dictionary<int, string> external)
    {
        var reached = new HashSet<int>(network.Values
            .Where(value => value.Kind == ValueKind.ParameterGradient && external.ContainsKey(value.Id)).Select(value => value.Parameter));
        return Enumerable.Range(0, network.Parameters.Count).Where(index => network.Parameters[index].HasGradient && !reached.Contains(index));
    }

    private Dictionary<int, string> Parameters(Network network) => network.Values
        .Where(value => value.Kind == ValueKind.Parameter)
        .ToDictionary(value => value.Id, value => $"memory.Parameter({_parameters.Offsets[value.Parameter]})");

    /// <summary>
    /// Lets the value stand in memory from outside from the beginning, if a node computes it and it is the whole of what it is a view of.
    /// </summary>
    internal static bool AssignOutput(Network network, Dictionary<int, string> external, int value, string expression)
    {
        int root = value;
        while (network.Nodes.FirstOrDefault(node => node.Output == root) is { Op.IsView: true } view)
            root = view.Inputs[0];
        if (external.ContainsKey(root) || network.Values[root].Kind != ValueKind.Computed)
            return false;
        external[root] = expression;
        return true;
    }

    /// <summary>Memory from outside that holds a value as it is.</summary>
    internal static Buffer External(Network network, int value, string expression)
    {
        var layout = new Layout(network.Values[value].Shape, default);
        return new Buffer { Name = network.Values[value].Name, Layout = layout, Length = layout.Image, PerImage = true, External = expression };
    }
}
