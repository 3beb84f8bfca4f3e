using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Graph.Ops;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <summary>
/// Which values stand among the channels of another one: the parts of a concatenation, written there by their producers, and slices, read
/// there by their readers. Nothing is copied for either.
/// </summary>
public sealed class PartPlan
{
    private readonly Network _network;
    private readonly Func<int, bool> _isFixed;
    private readonly Dictionary<int, (int Whole, int First)> _parts = [];

    /// <summary>Finds the parts among the values of <paramref name="nodes"/>.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="nodes">The nodes, in order.</param>
    /// <param name="isFixed">Whether a value has a place already.</param>
    public PartPlan(Network network, IReadOnlyList<Node> nodes, Func<int, bool> isFixed)
    {
        _network = network;
        _isFixed = isFixed;
        ILookup<int, (Op Op, int Index)> readers = nodes
            .SelectMany(node => node.Inputs.Select((input, index) => (input, (node.Op, index)))).ToLookup(pair => pair.input, pair => pair.Item2);
        Dictionary<int, Node> producers = nodes.ToDictionary(node => node.Output);
        foreach (Node node in nodes)
        {
            if (node.Op is SliceOp slice && !IsFixed(node.Inputs[0], producers) && CanBePart(node.Output, readers))
                _parts[node.Output] = (node.Inputs[0], slice.First);
        }

        // From the last one, so that parts of parts find their whole.
        foreach (Node node in nodes.Reverse().Where(node => node.Op is ConcatOp && !isFixed(node.Output)))
            Place(node, producers, readers);
    }

    /// <summary>The value that <paramref name="value"/> stands in, and the channel where it begins; null for one that stands for itself.</summary>
    public (int Whole, int First)? Of(int value) => _parts.TryGetValue(value, out (int, int) part) ? part : null;

    /// <summary>Whether a node has nothing to do, since its output is where it should be: a slice that is read in its place.</summary>
    public bool IsInPlace(Node node) => node.Op is SliceOp && Of(node.Output)?.Whole == node.Inputs[0];

    private void Place(Node concat, Dictionary<int, Node> producers, ILookup<int, (Op Op, int Index)> readers)
    {
        int first = 0;
        foreach (int input in concat.Inputs)
        {
            bool free = concat.Inputs.Count(other => other == input) == 1 && !_parts.ContainsKey(input);
            if (free && producers.TryGetValue(input, out Node? producer) && StrideRules.CanWrite(producer.Op) && CanBePart(input, readers))
                _parts[input] = (concat.Output, first);
            first += _network.Values[input].Shape.Channels;
        }
    }

    /// <summary>Whether a value, or what it is a view of, comes from outside: then it may be gone before the last reader of a slice runs.</summary>
    private bool IsFixed(int value, Dictionary<int, Node> producers) =>
        _isFixed(value) || !producers.TryGetValue(value, out Node? producer) || (producer.Op.IsView && IsFixed(producer.Inputs[0], producers));

    private bool CanBePart(int value, ILookup<int, (Op Op, int Index)> readers) =>
        _network.Values[value].Kind == ValueKind.Computed && !_isFixed(value)
        && readers[value].All(reader => !reader.Op.IsView && StrideRules.CanRead(reader.Op, reader.Index));
}
