using Cnn.Gen.Compiler.Graph;
using Cnn.Gen.Compiler.Layers;

namespace Cnn.Gen.Compiler.Schedules.Lowering;

/// <summary>
/// Settles where every value of a graph lies: in memory that comes from outside, or in scratch; with which halo; in place of which other
/// value, or among the channels of which (<see cref="PartPlan"/>). A value that must stay contiguous (one from outside, or one that is also read under another shape) has a copy with a halo
/// beside it where a reader needs one.
/// </summary>
public sealed class ValuePlacement
{
    private readonly Network _network;
    private readonly IReadOnlyList<Node> _nodes;
    private readonly IReadOnlyDictionary<int, string> _external;
    private readonly PartPlan _parts;
    private readonly int[] _root;
    private readonly int[] _lastUse;
    private readonly bool[] _contiguous;
    private readonly Halo[] _halo;
    private readonly Dictionary<int, Buffer> _buffers = [];
    private readonly Dictionary<int, Buffer> _copies = [];
    private readonly HashSet<int> _readAsCopy;

    // Names that the methods around use themselves.
    private readonly HashSet<string> _names =
    [
        "memory", "images", "team", "alone", "scratch", "values", "x", "y", "weight", "bias", "dx", "dy", "dWeight", "dBias", "begin", "end",
        "wantsInput", "wantsWeight", "wantsBias",
    ];

    /// <summary>Places the values that <paramref name="nodes"/> read and write.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="nodes">Its nodes that share scratch memory, in order.</param>
    /// <param name="external">Values that lie outside, with the expression for a reference to their first element.</param>
    /// <param name="readAsCopy">Values from outside that will be gone before their last reader runs, so that all read a copy.</param>
    /// <param name="keep">Values that must outlive all nodes.</param>
    public ValuePlacement(
        Network network, IReadOnlyList<Node> nodes, IReadOnlyDictionary<int, string> external, IEnumerable<int> readAsCopy, IEnumerable<int> keep)
    {
        _network = network;
        _nodes = nodes;
        _external = external;
        _readAsCopy = [.. readAsCopy];
        _root = [.. Enumerable.Range(0, network.Values.Count)];
        _lastUse = new int[network.Values.Count];
        _contiguous = new bool[network.Values.Count];
        _halo = new Halo[network.Values.Count];

        _parts = new PartPlan(network, nodes, value => external.ContainsKey(value) || _readAsCopy.Contains(value));
        FindRoots();
        for (int index = 0; index < nodes.Count; index++)
        {
            Node node = nodes[index];
            foreach (int value in node.Inputs.Append(node.Output))
                _lastUse[_root[value]] = index;
        }

        foreach (int value in keep)
            _lastUse[_root[value]] = int.MaxValue;
        foreach (Node node in nodes.Where(node => node.Op.IsView))
            _contiguous[_root[node.Output]] = true;
        foreach (int value in external.Keys)
            _contiguous[_root[value]] = true;
        CollectHalos();
    }

    /// <summary>Bytes of an element, where pixels may lie apart (<see cref="SpreadRules"/>); 0 where they touch.</summary>
    public int SpreadFor { get; init; }

    /// <summary>All buffers in scratch memory.</summary>
    public List<Buffer> Buffers { get; } = [];

    /// <summary>
    /// The buffer from which to read a value with at least <paramref name="halo"/> around it; where that is a copy, also what it is a copy of.
    /// </summary>
    public (Buffer Buffer, Buffer? CopyOf) ForReading(int value, Halo halo)
    {
        Buffer buffer = For(value);
        if (!NeedsCopy(value, halo))
            return (buffer, null);
        if (!_copies.TryGetValue(value, out Buffer? copy))
        {
            Shape shape = _network.Values[value].Shape;
            _copies[value] = copy = NewImage(_network.Values[value].Name + "Padded", new Layout(shape, _halo[value]));
            copy.Name = _halo[value].IsEmpty ? Unique(_network.Values[value].Name + "Copy") : copy.Name;
        }

        return (copy, buffer);
    }

    /// <summary>Whether a value must be copied to be read with at least <paramref name="halo"/> around it.</summary>
    public bool NeedsCopy(int value, Halo halo) =>
        _readAsCopy.Contains(_root[value]) || (For(value).Layout is { } layout && layout.Halo.Union(halo) != layout.Halo);

    /// <summary>The buffer that a node writes: its first input's own, where the operation allows and nobody else will read that.</summary>
    public Buffer ForWriting(Node node)
    {
        Buffer output = For(node.Output);
        if (!node.Op.InPlace || output.External is not null || output.SameAs is not null || _readAsCopy.Contains(_root[node.Inputs[0]]))
            return output;
        int index = IndexOf(node);
        Buffer input = For(node.Inputs[0]);
        bool free = input.External is null && _lastUse[_root[node.Inputs[0]]] == index && _root[node.Inputs[0]] == node.Inputs[0];
        if (free && _root[node.Output] == node.Output && input.Layout is { } from && output.Layout is { } to && from == to)
        {
            output.SameAs = input;
            Buffers.Remove(output);
        }

        return output;
    }

    /// <summary>The buffer where a value was put, whatever its halo.</summary>
    public Buffer For(int id)
    {
        int root = _root[id];
        if (_buffers.TryGetValue(id, out Buffer? known))
            return known;
        Value value = _network.Values[id];
        if (_parts.Of(id) is { } part)
        {
            Buffer larger = For(part.Whole);
            return _buffers[id] = new Buffer
            {
                Name = larger.Name, Layout = larger.Layout!.Value.Channels(part.First, value.Shape.Channels), Length = larger.Length,
                PerImage = larger.PerImage, External = larger.External, SameAs = larger,
            };
        }

        if (id != root)
        {
            // The same memory under another shape.
            Buffer whole = For(root);
            var view = new Buffer
            {
                Name = whole.Name, Layout = new Layout(value.Shape, default), Length = whole.Length, PerImage = whole.PerImage,
                External = whole.External, SameAs = whole,
            };
            return _buffers[id] = view;
        }

        string? external = _external.TryGetValue(root, out string? expression) ? expression : null;
        bool perImage = value.Kind is ValueKind.Computed or ValueKind.Input;
        var layout = new Layout(value.Shape, _contiguous[root] ? default : _halo[id]);
        if (external is null)
            return _buffers[id] = perImage ? NewImage(value.Name, SpreadFor > 0 ? Spread(id, layout) : layout) : NewBlock(value.Name, value.Shape.Length);
        return _buffers[id] = new Buffer
        {
            Name = Unique(value.Name), Layout = layout, Length = layout.Image, PerImage = perImage, External = external,
        };
    }

    private Layout Spread(int id, Layout layout) => SpreadRules.Spread(
        layout, _nodes.FirstOrDefault(node => node.Output == id)?.Op, [.. _nodes.Where(node => node.Inputs.Contains(id)).Select(node => node.Op)], SpreadFor);

    /// <summary>Memory from outside under a name of its own.</summary>
    public Buffer NewExternal(string name, long length, string external) =>
        new() { Name = Unique(name), Length = length, External = external };

    /// <summary>Scratch memory that does not depend on the number of images.</summary>
    public Buffer NewBlock(string name, long length)
    {
        var buffer = new Buffer { Name = Unique(name), Length = length };
        Buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Scratch memory that each member of a team has for itself.</summary>
    public Buffer NewMemberBlock(string name, long length)
    {
        var buffer = new Buffer { Name = Unique(name), Length = length, PerMember = true };
        Buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Scratch memory for each image.</summary>
    public Buffer NewImage(string name, Layout layout)
    {
        var buffer = new Buffer { Name = Unique(name), Layout = layout, Length = layout.Image, PerImage = true };
        Buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Whether a node has nothing to do, since its output is where it should be.</summary>
    public bool IsInPlace(Node node) => _parts.IsInPlace(node);

    /// <summary>Whether the concatenation's input at <paramref name="index"/> is written where it belongs already.</summary>
    public bool IsPart(Node concat, int index) => _parts.Of(concat.Inputs[index])?.Whole == concat.Output;

    /// <summary>Finds the value in whose memory each one stands: for views and slices that of their input, for parts that of their whole.</summary>
    private void FindRoots()
    {
        Dictionary<int, int> views = _nodes.Where(node => node.Op.IsView).ToDictionary(node => node.Output, node => node.Inputs[0]);
        int Root(int value) => _parts.Of(value) is { } part ? Root(part.Whole) : views.TryGetValue(value, out int viewed) ? Root(viewed) : value;
        foreach (int value in _nodes.SelectMany(node => node.Inputs.Append(node.Output)))
            _root[value] = Root(value);
    }

    private void CollectHalos()
    {
        for (int index = _nodes.Count - 1; index >= 0; index--)
        {
            Node node = _nodes[index];
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                int value = node.Inputs[input];
                _halo[value] = _halo[value].Union(HaloRules.Needed(node.Op, input));
            }

            // An operation that could run in place can do so only if both values have the same halo.
            bool sameShape = node.Op.InPlace && _network.Values[node.Output].Shape == _network.Values[node.Inputs[0]].Shape;
            if (sameShape && !_contiguous[_root[node.Output]] && _lastUse[_root[node.Inputs[0]]] == index)
                _halo[node.Inputs[0]] = _halo[node.Inputs[0]].Union(_halo[node.Output]);
        }

        // A value and its parts are one image: the halo is that of all.
        int[] parts = [.. _nodes.SelectMany(node => node.Inputs.Append(node.Output)).Distinct().Where(value => _parts.Of(value) is not null)];
        foreach (int part in parts)
            _halo[_root[part]] = _halo[_root[part]].Union(_halo[part]);
        foreach (int part in parts)
            _halo[part] = _halo[_root[part]];
    }

    private int IndexOf(Node node)
    {
        for (int index = 0; index < _nodes.Count; index++)
        {
            if (ReferenceEquals(_nodes[index], node))
                return index;
        }

        throw new InvalidOperationException("A node that was not placed.");
    }

    private string Unique(string name)
    {
        // Conv1.weight is conv1Weight.
        string joined = string.Concat(name.Split('.').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
        string clean = char.ToLowerInvariant(joined[0]) + new string([.. joined.Skip(1).Where(char.IsLetterOrDigit)]);
        string unique = LayerNames.IsKeyword(clean) || RowShare.IsName(clean) ? clean + "Value" : clean;
        for (int number = 2; !_names.Add(unique); number++)
            unique = clean + "_" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return unique;
    }
}
