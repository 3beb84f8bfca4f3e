using System.Globalization;
using Cnn.Gen.Compiler.Emit.Kernels;
using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>The kernels of one register file: equal plans share one, under one name.</summary>
public sealed class KernelTable(VectorClass target, bool isDouble)
{
    private readonly Dictionary<KernelPlan, (string Name, List<string> Users)> _kernels = [];
    private readonly List<KernelPlan> _order = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (Activation Activation, SortedSet<int> Widths)> _epilogues = new(StringComparer.Ordinal);

    /// <summary>The name of the kernel for <paramref name="plan"/>, which <paramref name="user"/> calls.</summary>
    public string NameOf(KernelPlan plan, string user)
    {
        if (!_kernels.TryGetValue(plan, out (string Name, List<string> Users) kernel))
        {
            string name = plan.Name;
            for (int number = 2; !_names.Add(name); number++)
                name = plan.Name + "_" + number.ToString(CultureInfo.InvariantCulture);
            _kernels[plan] = kernel = (name, []);
            _order.Add(plan);
        }

        if (!kernel.Users.Contains(user))
            kernel.Users.Add(user);
        return kernel.Name;
    }

    /// <summary>The name of the epilogue that applies <paramref name="activation"/>.</summary>
    public string Epilogue(Activation activation, Lanes lanes)
    {
        string name = activation.IsNone ? "Identity" : FunctionLibrary.Name(activation) + "Epilogue";
        if (!_epilogues.TryGetValue(name, out (Activation Activation, SortedSet<int> Widths) epilogue))
            _epilogues[name] = epilogue = (activation, []);
        epilogue.Widths.Add(lanes.Bits);
        return name;
    }

    /// <summary>Writes all kernels, the epilogues and the functions that they call.</summary>
    public void Write(CodeWriter writer)
    {
        var functions = new FunctionLibrary();
        foreach (KernelPlan plan in _order)
        {
            writer.Line();
            writer.Line("/// <summary>");
            foreach (string user in _kernels[plan].Users)
                writer.Line($"/// {Escape(user)}.");
            foreach (string line in Describe(plan).Split('\n').Where(line => line.Length > 0))
                writer.Line($"/// {Escape(line)}");
            writer.Line("/// </summary>");
            Write(plan, _kernels[plan].Name, writer, functions);
        }

        WriteEpilogues(writer, functions);
        foreach (string text in functions.Texts)
        {
            writer.Line();
            writer.Line(text);
        }
    }

    private static string Describe(KernelPlan plan) => plan switch
    {
        TilePlan tile => TileTemplate.Describe(tile),
        FilterGradPlan filter => FilterGradTemplate.Describe(filter),
        DepthwisePlan depthwise => DepthwiseTemplate.Describe(depthwise),
        PoolPlan pool => PoolTemplate.Describe(pool),
        _ => string.Empty,
    };

    private void Write(KernelPlan plan, string name, CodeWriter writer, FunctionLibrary functions)
    {
        switch (plan)
        {
            case TilePlan tile:
                new TileTemplate(writer, tile, isDouble).Write(name);
                break;
            case FilterGradPlan filter:
                new FilterGradTemplate(writer, filter, isDouble).Write(name);
                break;
            case DepthwisePlan depthwise:
                new DepthwiseTemplate(writer, depthwise, isDouble).Write(name);
                break;
            case DepthwiseFilterGradPlan depthwise:
                new DepthwiseFilterGradTemplate(writer, depthwise, isDouble).Write(name);
                break;
            case PoolPlan pool:
                new PoolTemplate(writer, pool, isDouble).Write(name);
                break;
            case ElementPlan element:
                new ElementTemplate(writer, element, functions, isDouble).Write(name);
                break;
            case SoftmaxPlan softmax:
                new SoftmaxTemplate(writer, softmax, functions, isDouble).Write(name);
                break;
            case BiasGradPlan bias:
                new BiasGradTemplate(writer, bias, isDouble).Write(name);
                break;
            default:
                throw new InvalidOperationException($"No template for {plan.GetType().Name}.");
        }
    }

    private void WriteEpilogues(CodeWriter writer, FunctionLibrary functions)
    {
        if (_epilogues.Count == 0)
            return;
        Dialect[] dialects = [.. _epilogues.Values.SelectMany(epilogue => epilogue.Widths).Distinct().OrderByDescending(bits => bits)
            .Select(bits => new Dialect(new Lanes(bits, 0), isDouble))];
        writer.Line();
        writer.Line("/// <summary>What is done to a result while it is still in registers.</summary>");
        using (writer.Open("private interface IEpilogue"))
        {
            foreach (Dialect dialect in dialects)
                writer.Line($"static abstract {dialect.V} Apply({dialect.V} x);");
        }

        foreach (KeyValuePair<string, (Activation Activation, SortedSet<int> Widths)> epilogue in _epilogues)
        {
            writer.Line();
            writer.Line($"/// <summary>{Escape(ActivationText.Formula(epilogue.Value.Activation))}.</summary>");
            using (writer.Open($"private readonly struct {epilogue.Key} : IEpilogue"))
            {
                foreach (Dialect dialect in dialects)
                {
                    writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
                    writer.Line($"public static {dialect.V} Apply({dialect.V} x) => {functions.Call(dialect, epilogue.Value.Activation, "x")};");
                }
            }
        }
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>The register file that the kernels are for.</summary>
    public VectorClass Target => target;
}
