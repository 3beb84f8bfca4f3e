using System.Globalization;
using Cnn.Gen.Compiler.Emit.Kernels;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>The kernels of one register file: equal plans share one, under one name.</summary>
public sealed class KernelTable(bool isDouble)
{
    private readonly Dictionary<KernelPlan, (string Name, List<(string What, string? ChosenBy)> Users)> _kernels = [];
    private readonly List<KernelPlan> _order = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<KernelPlan, SortedDictionary<string, Activation>> _epilogues = [];

    /// <summary>The name of the kernel for <paramref name="plan"/>.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="user">What calls it.</param>
    /// <param name="chosenBy">Who chose the plan for that, a sentence; null where there was nothing to choose.</param>
    public string NameOf(KernelPlan plan, string user, string? chosenBy = null)
    {
        if (!_kernels.TryGetValue(plan, out (string Name, List<(string What, string? ChosenBy)> Users) kernel))
        {
            string name = plan.Name;
            for (int number = 2; !_names.Add(name); number++)
                name = plan.Name + "_" + number.ToString(CultureInfo.InvariantCulture);
            _kernels[plan] = kernel = (name, []);
            _order.Add(plan);
            foreach (BandStage stage in (plan as BandPlan)?.Stages ?? [])
            {
                // Before any of those kernels is written, which others may call too.
                if (stage.Epilogue is { } activation)
                    Epilogue(stage.Kernel, activation);
            }
        }

        // Training computes some layers by the kernels that were chosen for predicting.
        int known = kernel.Users.FindIndex(other => other.What == user);
        if (known < 0)
            kernel.Users.Add((user, chosenBy));
        else if (kernel.Users[known].ChosenBy is null)
            kernel.Users[known] = (user, chosenBy);
        return kernel.Name;
    }

    /// <summary>The name of the epilogue that applies <paramref name="activation"/> in the kernel for <paramref name="plan"/>.</summary>
    public string Epilogue(KernelPlan plan, Activation activation)
    {
        string name = activation.IsNone ? "Identity" : FunctionLibrary.Name(activation) + "Epilogue";
        if (!_epilogues.TryGetValue(plan, out SortedDictionary<string, Activation>? epilogues))
            _epilogues[plan] = epilogues = new(StringComparer.Ordinal);
        epilogues[name] = activation;
        if (plan is WinogradPlan winograd)
            Epilogue(winograd.Output, activation);
        return name;
    }

    /// <summary>Writes all kernels, the epilogues and the functions that they call.</summary>
    public void Write(CodeWriter writer)
    {
        var functions = new FunctionLibrary();
        for (int index = 0; index < _order.Count; index++)
        {
            KernelPlan plan = _order[index]; // Kernels that others call join the list while those are written.
            writer.Line();
            writer.Line("/// <summary>");
            foreach ((string what, string? chosenBy) in _kernels[plan].Users)
                writer.Line($"/// {Escape(what)}.{(chosenBy is null ? string.Empty : " " + Escape(chosenBy))}");
            foreach (string line in Describe(plan).Split('\n').Where(line => line.Length > 0))
                writer.Line($"/// {Escape(line)}");
            writer.Line("/// </summary>");
            Write(plan, _kernels[plan].Name, writer, functions);
        }

        WriteEpilogues(writer);
        foreach (string text in functions.Texts)
        {
            writer.Line();
            writer.Line(text);
        }
    }

    private static string Describe(KernelPlan plan) => plan switch
    {
        TilePlan tile => TileTemplate.Describe(tile),
        WinogradPlan winograd => WinogradTemplate.Describe(winograd),
        BandPlan bands => BandTemplate.Describe(bands),
        PixelLanePlan pixels => PixelRowTemplate.Describe(pixels),
        OnTheFlyPlan product => OnTheFlyTemplate.Describe(product),
        WinogradInputPlan => "Tiles of inputs to planes, V = B^T d B. How planes, tiles and channels lie are arguments.",
        WinogradOutputPlan output =>
            $"Planes of products to tiles of outputs, y = epilogue({(output.Pooled ? "the largest of 2x2 " : string.Empty)}bias + A^T M A{(output.Residual ? " [+ residual]" : string.Empty)}).",
        FilterGradPlan filter => FilterGradTemplate.Describe(filter),
        DepthwisePlan depthwise => DepthwiseTemplate.Describe(depthwise),
        PoolPlan pool => PoolTemplate.Describe(pool),
        ResamplePlan resample => ResampleTemplate.Describe(resample),
        _ => string.Empty,
    };

    private void Write(KernelPlan plan, string name, CodeWriter writer, FunctionLibrary functions)
    {
        switch (plan)
        {
            case TilePlan tile:
                new TileTemplate(writer, tile, EpilogueText(plan), isDouble).Write(name);
                break;
            case WinogradPlan winograd:
                new WinogradTemplate(writer, winograd, this, isDouble ? "double" : "float").Write(name);
                break;
            case BandPlan bands:
                new BandTemplate(writer, bands, this, isDouble ? "double" : "float").Write(name);
                break;
            case PixelLanePlan { Group: > 0 } group:
                new PixelGroupTemplate(writer, group, EpilogueText(plan), isDouble).Write(name);
                break;
            case PixelLanePlan pixels:
                new PixelLaneTemplate(writer, pixels, EpilogueText(plan), isDouble).Write(name);
                break;
            case OnTheFlyPlan product:
                new OnTheFlyTemplate(writer, product, isDouble).Write(name);
                break;
            case WinogradInputPlan input:
                new WinogradTransformTemplate(writer, input.Tile, input.Vector, new EpilogueText([]), isDouble).WriteInput(name);
                break;
            case WinogradOutputPlan output:
                new WinogradTransformTemplate(writer, output.Tile, output.Vector, EpilogueText(plan), isDouble).WriteOutput(name, output);
                break;
            case FilterGradPlan filter:
                new FilterGradTemplate(writer, filter, isDouble).Write(name);
                break;
            case DepthwisePlan depthwise:
                new DepthwiseTemplate(writer, depthwise, EpilogueText(plan), isDouble).Write(name);
                break;
            case DepthwiseFilterGradPlan depthwise:
                new DepthwiseFilterGradTemplate(writer, depthwise, isDouble).Write(name);
                break;
            case PoolPlan pool:
                new PoolTemplate(writer, pool, isDouble).Write(name);
                break;
            case ResamplePlan resample:
                new ResampleTemplate(writer, resample, isDouble).Write(name);
                break;
            case ElementPlan element:
                new ElementTemplate(writer, element, functions, isDouble).Write(name);
                break;
            case SoftmaxPlan softmax:
                new SoftmaxTemplate(writer, softmax, functions, isDouble).Write(name);
                break;
            case SweepPlan sweep:
                new SweepTemplate(writer, sweep, functions, isDouble).Write(name);
                break;
            case LrnPlan lrn:
                new LrnTemplate(writer, lrn, functions, isDouble).Write(name);
                break;
            case MomentsPlan moments:
                new NormTemplates(writer, isDouble).Write(moments, name);
                break;
            case NormalizeSumsPlan sums:
                new NormTemplates(writer, isDouble).Write(sums, name);
                break;
            case BiasGradPlan bias:
                new BiasGradTemplate(writer, bias, isDouble).Write(name);
                break;
            default:
                throw new InvalidOperationException($"No template for {plan.GetType().Name}.");
        }
    }

    private EpilogueText EpilogueText(KernelPlan plan) => new(_epilogues[plan].Where(epilogue => !epilogue.Value.IsNone));

    private void WriteEpilogues(CodeWriter writer)
    {
        var epilogues = new SortedDictionary<string, Activation>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Activation> epilogue in _epilogues.Values.SelectMany(used => used))
            epilogues[epilogue.Key] = epilogue.Value;
        foreach (KeyValuePair<string, Activation> epilogue in epilogues)
        {
            writer.Line();
            writer.Line($"/// <summary>Tells a kernel what to do to a result that is still in registers: {Escape(ActivationText.Formula(epilogue.Value))}.</summary>");
            writer.Line($"private readonly struct {epilogue.Key};");
        }

        if (_order.Any(plan => plan is OnTheFlyPlan))
        {
            foreach (string point in OnTheFlyTemplate.Points)
            {
                writer.Line();
                writer.Line($"/// <summary>Tells a kernel which row of planes it computes: that of filters interpolated {OnTheFlyTemplate.InWords(point)}.</summary>");
                writer.Line($"private readonly struct {point};");
            }
        }

        if (!_order.Any(plan => plan is WinogradPlan { Residual: true }))
            return;
        writer.Line();
        writer.Line("/// <summary>Tells a kernel to add another image to its sums, before the epilogue.</summary>");
        writer.Line("private readonly struct Residual;");
        writer.Line();
        writer.Line("/// <summary>Tells a kernel that there is nothing else to add.</summary>");
        writer.Line("private readonly struct NoResidual;");
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
