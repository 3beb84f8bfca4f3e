using System.Globalization;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>The second generated file: the model's program, once for each register file, and its kernels.</summary>
public sealed class KernelsFile
{
    private readonly BoundModel _model;
    private readonly ParameterBlock _parameters;
    private readonly IReadOnlyList<ModelPlan> _plans;
    private readonly CodeWriter _writer = new();
    private readonly string _type;

    private KernelsFile(BoundModel model, IReadOnlyList<ModelPlan> plans)
    {
        _model = model;
        _parameters = ParameterBlock.Of(model.Network);
        _plans = plans;
        _type = model.Element;
    }

    /// <summary>
    /// The namespace of a model's kernels: its own, so that nothing of the user's hides what kernels call. Names are joined by underscores;
    /// where one has an underscore itself, the lengths of all follow, so that <c>A_B.C</c> and <c>A.B_C</c> differ.
    /// </summary>
    public static string Namespace(Specs.ModelSpec spec)
    {
        string[] names = [.. spec.Namespace.Split('.')
            .Concat(spec.ContainingTypes.Select(type => type.Substring(type.LastIndexOf(' ') + 1)))
            .Append(spec.ClassName).Select(name => name.TrimStart('@')).Where(name => name.Length > 0)];
        string joined = string.Join("_", names);
        if (names.Any(name => name.Contains('_')))
            joined += "__" + string.Join("_", names.Select(name => Number(name.Length)));
        return "Cnn.Gen.Kernels." + (LayerNames.IsKeyword(joined) ? "@" : string.Empty) + joined;
    }

    /// <summary>The file's text.</summary>
    public static string Write(BoundModel model, IReadOnlyList<ModelPlan> plans) => new KernelsFile(model, plans).Write();

    private string Write()
    {
        _writer.Line(FileHeader.Text);
        _writer.Line($"namespace {Namespace(_model.Spec)};");
        _writer.Line();
        foreach (string used in new[] { "System", "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "Cnn.Gen.Runtime" })
            _writer.Line($"using global::{used};");
        foreach (int bits in new[] { 512, 256, 128 })
            _writer.Line($"using static global::System.Runtime.Intrinsics.Vector{bits};");
        _writer.Line();
        WriteProgram();
        _writer.Line();
        WriteLayers();
        foreach (ModelPlan plan in _plans)
        {
            _writer.Line();
            WritePlan(plan);
        }

        return _writer.ToString();
    }

    private void WriteProgram()
    {
        string parent = _model.Training ? "TrainableProgram" : "ModelProgram";
        _writer.Line($"/// <summary>{_model.Spec.ClassName}, as the library calls it.</summary>");
        _writer.Line(FileHeader.Attributes);
        using (_writer.Open($"internal sealed class Program : {parent}<{_type}>"))
        {
            _writer.Line("public static readonly Program Instance = new();");
            _writer.Line();
            WriteInfo();
            string[] batch = _model.Training ? ["Predict", "Forward", "Backward"] : ["Predict"];
            WriteDispatch($"public override void Pack(in KernelMemory<{_type}> memory, Team team)", "Pack(in memory, team)");
            foreach (string method in batch)
                WriteDispatch($"public override void {method}(in KernelMemory<{_type}> memory, int images, Team team)", $"{method}(in memory, images, team)");
        }
    }

    private void WriteInfo()
    {
        Network network = _model.Network;
        Shape input = network.Input.Shape, output = network.Values[network.Output].Shape;
        bool softmax = network.Nodes.LastOrDefault(node => node.Output == network.Output)?.Op is Graph.Ops.SoftmaxOp;
        using (_writer.Open("public override ModelInfo Info { get; } = new()", "};"))
        {
            _writer.Line($"Name = \"{_model.Spec.ClassName.TrimStart('@')}\",");
            _writer.Line($"Topology = \"{Definition.Topology(network)}\",");
            _writer.Line($"Input = ({input.Height}, {input.Width}, {input.Channels}),");
            _writer.Line($"Output = ({output.Height}, {output.Width}, {output.Channels}),");
            _writer.Line($"EndsInSoftmax = {(softmax ? "true" : "false")},");
            using (_writer.Open("Parameters = new ParameterInfo[]", "},"))
            {
                for (int index = 0; index < network.Parameters.Count; index++)
                {
                    Parameter parameter = network.Parameters[index];
                    _writer.Line($"new(\"{parameter.Name}\", new[] {{ {string.Join(", ", parameter.Shape)} }}, {Number(_parameters.Offsets[index])}, "
                        + $"{Flag(parameter.HasGradient)}, {Flag(parameter.Counted)}, InitializerKind.{parameter.Initializer}, "
                        + $"{Number(parameter.FanIn)}, {Number(parameter.FanOut)}),");
                }
            }

            _writer.Line($"ImagesPerChunk = {Number(Chunk())},");
            _writer.Line($"PackedLength = {Choose(plan => Number(plan.PackedLength))},");
            _writer.Line($"PredictScratch = {Choose(plan => Size(plan.PredictScratch))},");
            if (_model.Training)
                _writer.Line($"PassScratch = {Choose(plan => Size(plan.PassScratch))},");
        }
    }

    private int Chunk() => ChunkSchedule.Images(
        _plans.Max(plan => plan.PredictScratch.AlonePerImage), _plans.Max(plan => plan.PackedLength), _model.IsDouble);

    private void WriteLayers()
    {
        _writer.Line("/// <summary>The layers' own kernels, on the register file that the machine has.</summary>");
        _writer.Line(FileHeader.Attributes);
        using (_writer.Open("internal static class LayerKernels"))
        {
            foreach (LayerProgram layer in _plans[0].LayerPrograms)
                WriteDispatch($"public static void {layer.Program.Name}({Parameters(layer)})", $"{layer.Program.Name}({Arguments(layer)})");
        }
    }

    private void WritePlan(ModelPlan plan)
    {
        var kernels = new KernelTable(_model.IsDouble);
        var programs = new ProgramWriter(_writer, kernels, _type);
        string vectors = plan.Target.Bits == 0 ? "scalars" : $"vectors of up to {plan.Target.Bits} bits in {plan.Target.Registers} registers";
        _writer.Line($"/// <summary>Programs and kernels for {vectors}.</summary>");
        _writer.Line(FileHeader.Attributes);
        using (_writer.Open($"internal static class {plan.Target.Name}"))
        {
            _writer.Line("/// <summary>Parameters as <see cref=\"Predict\"/> reads them.</summary>");
            WriteMethod($"public static void Pack(in KernelMemory<{_type}> memory, Team team)", () => programs.Write(plan.Pack, default, string.Empty));
            WriteBatch(plan.Predict, plan.PredictScratch);
            if (plan.Forward is not null && plan.Backward is not null)
            {
                WriteBatch(plan.Forward, plan.PassScratch);
                WriteBatch(plan.Backward, plan.PassScratch);
            }

            foreach (LayerProgram layer in plan.LayerPrograms)
            {
                _writer.Line();
                _writer.Line($"/// <summary>{layer.Layer.Name}'s own kernel, {(Backward(layer) ? "backward" : "forward")}.</summary>");
                WriteMethod($"public static void {layer.Program.Name}({Parameters(layer)})", () =>
                {
                    if (layer.Scratch != default)
                    {
                        _writer.Line($"ref {_type} scratch = ref MemoryMarshal.GetReference("
                            + $"KernelScratch<{_type}>.Get({Elements(layer.Scratch)}));");
                    }

                    programs.Write(layer.Program, layer.Scratch, "scratch", single: true);
                });
            }

            kernels.Write(_writer);
        }

        void WriteBatch(StepProgram program, ScratchSize scratch)
        {
            _writer.Line();
            _writer.Line($"/// <summary>{Purpose(program.Name)}</summary>");
            WriteMethod($"public static void {program.Name}(in KernelMemory<{_type}> memory, int images, Team team)", () =>
            {
                if (program.Name == "Backward")
                    _writer.Line("bool wantsInput = !Unsafe.IsNullRef(ref memory.InputGradient);");
                programs.Write(program, scratch, "memory.Scratch");
            });
        }
    }

    private static string Purpose(string program) => program switch
    {
        "Predict" => "The output of a chunk of images.",
        "Forward" => "The output of a batch; what backward needs stays in scratch memory.",
        _ => "The gradients of all parameters, and of the input where it is wanted, for the batch that forward has just seen.",
    };

    private void WriteMethod(string header, Action body)
    {
        using (_writer.Open(header))
            body();
    }

    private void WriteDispatch(string header, string call)
    {
        _writer.Line();
        using (_writer.Open(header))
        {
            for (int index = 0; index < _plans.Count; index++)
            {
                VectorClass target = _plans[index].Target;
                bool last = index == _plans.Count - 1;
                string condition = last ? (index == 0 ? string.Empty : "else")
                    : $"{(index == 0 ? string.Empty : "else ")}if (Vector{target.Bits}.IsHardwareAccelerated)";
                if (condition.Length == 0)
                    _writer.Line($"{target.Name}.{call};");
                else
                    _writer.Line($"{condition}\n    {target.Name}.{call};");
            }
        }
    }

    private string Choose(Func<ModelPlan, string> value)
    {
        string[] values = [.. _plans.Select(value)];
        if (values.Distinct().Count() == 1)
            return values[0];
        string text = values[values.Length - 1];
        for (int index = values.Length - 2; index >= 0; index--)
            text = $"Vector{_plans[index].Target.Bits}.IsHardwareAccelerated ? {values[index]} : {text}";
        return text;
    }

    private string Parameters(LayerProgram layer)
    {
        IEnumerable<string> references = LayerSurface.Operands(layer.Layer, Backward(layer)).Select(name => $"ref {_type} {name}");
        IEnumerable<string> wants = Backward(layer) ? LayerSurface.Wants(layer.Layer).Select(name => "bool " + name) : [];
        return string.Join(", ", references.Append("int images").Concat(wants));
    }

    private static string Arguments(LayerProgram layer)
    {
        IEnumerable<string> references = LayerSurface.Operands(layer.Layer, Backward(layer)).Select(name => "ref " + name);
        IEnumerable<string> wants = Backward(layer) ? LayerSurface.Wants(layer.Layer) : [];
        return string.Join(", ", references.Append("images").Concat(wants));
    }

    private static bool Backward(LayerProgram layer) => layer.Program.Name == layer.Layer.Name + "Backward";

    /// <summary>The scratch of a layer's own kernel, which one thread runs.</summary>
    private static string Elements(ScratchSize size)
    {
        long constant = size.Fixed + size.PerMember;
        return size.PerImage == 0 ? Number(constant)
            : constant == 0 ? $"(long)images * {Number(size.PerImage)}" : $"((long)images * {Number(size.PerImage)}) + {Number(constant)}";
    }

    private static string Size(ScratchSize size) => size.PerMember == 0
        ? $"new ScratchSize({Number(size.PerImage)}, {Number(size.Fixed)})"
        : $"new ScratchSize({Number(size.PerImage)}, {Number(size.Fixed)}, {Number(size.PerMember)})";

    private static string Flag(bool flag) => flag ? "true" : "false";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
