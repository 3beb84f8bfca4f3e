using System.Numerics;
using System.Runtime.InteropServices;

namespace Cnn.Gen;

/// <summary>
/// One optimiser's arithmetic for a vector of parameters. A value type, so that the loop is compiled for each rule. Every
/// element goes through the same roundings wherever it stands, so results do not depend on the vector's width.
/// </summary>
/// <typeparam name="TSelf">The rule.</typeparam>
/// <typeparam name="TOptimizer">The settings it is made from.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal interface IUpdateRule<TSelf, TOptimizer, T>
    where TSelf : struct, IUpdateRule<TSelf, TOptimizer, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers the rule remembers for each parameter: 0, 1 or 2.</summary>
    static abstract int Memories { get; }

    /// <summary>The rule for one step, numbered from 1.</summary>
    static abstract TSelf At(TOptimizer settings, double learningRate, long step);

    /// <summary>The new parameters; what was remembered is replaced by what is to be.</summary>
    Vector<T> Apply(Vector<T> parameter, Vector<T> gradient, ref Vector<T> first, ref Vector<T> second);
}

/// <summary>The state of an optimiser whose arithmetic is an <see cref="IUpdateRule{TSelf, TOptimizer, T}"/>; memories begin at 0.</summary>
internal sealed class RuleState<TRule, TOptimizer, T>(TOptimizer settings, int length) : OptimizerState<T>
    where TRule : struct, IUpdateRule<TRule, TOptimizer, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector<T>[] _first = new Vector<T>[TRule.Memories > 0 ? Vectors(length) : 0];
    private readonly Vector<T>[] _second = new Vector<T>[TRule.Memories > 1 ? Vectors(length) : 0];

    /// <inheritdoc/>
    public override void Update(Span<T> parameters, ReadOnlySpan<T> gradients, double learningRate, long step)
    {
        TRule rule = TRule.At(settings, learningRate, step);
        int whole = length - (length % Vector<T>.Count);
        Run(rule, MemoryMarshal.Cast<T, Vector<T>>(parameters[..whole]), MemoryMarshal.Cast<T, Vector<T>>(gradients[..whole]), 0);
        if (whole == length)
            return;

        // What does not fill a vector goes through one that is filled up with zeros.
        Span<Vector<T>> last = [Vector<T>.Zero, Vector<T>.Zero];
        Span<T> parameter = MemoryMarshal.Cast<Vector<T>, T>(last[..1]);
        parameters[whole..].CopyTo(parameter);
        gradients[whole..length].CopyTo(MemoryMarshal.Cast<Vector<T>, T>(last[1..]));
        Run(rule, last[..1], last[1..], whole / Vector<T>.Count);
        parameter[..(length - whole)].CopyTo(parameters[whole..]);
    }

    private static int Vectors(int length) => (length + Vector<T>.Count - 1) / Vector<T>.Count;

    private void Run(TRule rule, Span<Vector<T>> parameters, ReadOnlySpan<Vector<T>> gradients, int offset)
    {
        Vector<T> none = Vector<T>.Zero;
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = rule.Apply(
                parameters[i],
                gradients[i],
                ref TRule.Memories > 0 ? ref _first[offset + i] : ref none,
                ref TRule.Memories > 1 ? ref _second[offset + i] : ref none);
        }
    }
}
