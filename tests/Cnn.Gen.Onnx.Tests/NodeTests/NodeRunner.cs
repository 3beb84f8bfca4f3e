using Cnn.Gen.Onnx.Reading;
using Cnn.Gen.Onnx.Tests.Import;
using Cnn.Gen.Tool.Models;
using DataType = Cnn.Gen.Onnx.Protos.TensorProto.Types.DataType;

namespace Cnn.Gen.Onnx.Tests.NodeTests;

/// <summary>What came of a test.</summary>
/// <param name="Test">The test.</param>
/// <param name="HasPassed">Whether its numbers are right.</param>
/// <param name="IsWrong">Whether it was imported and its numbers are wrong.</param>
/// <param name="Note">How it was run, or why not.</param>
internal sealed record NodeOutcome(NodeCase Test, bool HasPassed, bool IsWrong, string Note);

/// <summary>Runs tests through import, generation, compilation and prediction; all classes in one assembly.</summary>
internal static class NodeRunner
{
    private const double Tolerance = 1e-4;

    // Half precision has 11 bits, bfloat16 has 8; a class computes in single precision.
    private const double HalfTolerance = 1e-2;

    /// <summary>Runs them.</summary>
    public static IReadOnlyList<NodeOutcome> Run(IReadOnlyList<NodeCase> tests)
    {
        var imported = new List<(int Index, NodePlan Plan, ImportResult Import)>();
        var outcomes = new NodeOutcome[tests.Count];
        for (int i = 0; i < tests.Count; i++)
        {
            (NodePlan? plan, ImportResult? import, string reason) = Import(tests[i], $"Node{i}");
            if (import is null)
                outcomes[i] = new NodeOutcome(tests[i], false, false, reason);
            else
                imported.Add((i, plan!, import));
        }

        IReadOnlyList<RunnableNetwork> networks = ImportedNetworks.Compile([.. imported.Select(item => item.Import)]);
        foreach (((int index, NodePlan plan, ImportResult import), RunnableNetwork network) in imported.Zip(networks))
            outcomes[index] = Compare(tests[index], plan, import, network);
        return outcomes;
    }

    private static (NodePlan? Plan, ImportResult? Import, string Reason) Import(NodeCase test, string className)
    {
        string? reason = null;
        if (test.Inputs.Count > 0 && test.Inputs[0].Dims.Contains(0))
            return (null, null, "its input has no elements");
        foreach (NodePlan plan in Plans(test))
        {
            try
            {
                return (plan, OnnxModel.Import(new MemoryStream(plan.Model), plan.Options with { ClassName = className }), "");
            }
            catch (Exception exception) when (exception is ImportException or InvalidDataException)
            {
                // The plain way's reason is the one that says most.
                if (plan.How is "" or "other input constant" or "other inputs constant")
                    reason = exception is ImportException import ? Reason(import) : exception.Message;
            }
        }

        return (null, null, reason ?? "it has no input that is a tensor");
    }

    private static IEnumerable<NodePlan> Plans(NodeCase test)
    {
        try
        {
            return [.. NodePlan.For(test)];
        }
        catch (InvalidDataException)
        {
            return []; // Sequences and texts.
        }
    }

    private static string Reason(ImportException exception)
    {
        ImportProblem problem = exception.Problems[0];
        string where = problem.Attribute.Length > 0 ? $"{problem.Attribute}: " : "";
        return where + problem.Reason;
    }

    /// <summary>As <see cref="Networks.Distance"/>; infinities and NaNs are right where the other is one too.</summary>
    private static double Distance(double[] expected, double[] actual)
    {
        if (expected.Length != actual.Length)
            return double.PositiveInfinity;
        int[] finite = [.. Enumerable.Range(0, expected.Length).Where(i => !(expected[i].Equals(actual[i]) && !double.IsFinite(expected[i])))];
        return Networks.Distance([.. finite.Select(i => expected[i])], [.. finite.Select(i => actual[i])]);
    }

    private static NodeOutcome Compare(NodeCase test, NodePlan plan, ImportResult import, RunnableNetwork network)
    {
        double[] expected = NodeCase.Read(test.Outputs[0]).Reals();
        double[] actual = ImportedNetworks.ToOnnx(import.Output, network.Predict(ImportedNetworks.ToClass(import.Input, plan.Input)));
        double distance = Distance(expected, actual);
        bool isHalf = test.Inputs.Append(test.Outputs[0]).Any(tensor => (DataType)tensor.DataType is DataType.Float16 or DataType.Bfloat16);
        string layers = string.Join(" ", import.Spec.Layers.Select(layer => layer.Kind).Distinct());
        string extra = test.Outputs.Count > 1 ? "first output" : "";
        string note = string.Join("; ", new[] { layers, plan.How, extra }.Where(part => part.Length > 0));
        return distance <= (isHalf ? HalfTolerance : Tolerance)
            ? new NodeOutcome(test, true, false, note)
            : new NodeOutcome(test, false, true, $"off by {distance:G3} of the scale ({expected.Length} expected, {actual.Length} came); {note}\n{import.Text}");
    }
}
