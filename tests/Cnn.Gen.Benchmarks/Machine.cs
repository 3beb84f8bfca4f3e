using System.Runtime.Intrinsics.X86;

namespace Cnn.Gen.Benchmarks;

/// <summary>The machine that is measured on.</summary>
public static class Machine
{
    /// <summary>The beginning of the name of Intel's processors, as they tell it: "Genu" of "GenuineIntel".</summary>
    private const int Intel = 0x756e6547;

    /// <summary>
    /// What stands behind the name of a table in the documents: nothing for a machine of the kind on which the cost model was fitted, AMD's with AVX-512.
    /// Other kinds have tables of their own.
    /// </summary>
    public static string Kind => !Avx512F.IsSupported ? ", a machine without AVX-512" : X86Base.CpuId(0, 0).Ebx == Intel ? ", an Intel machine" : string.Empty;
}
