import{a,b,c,d}from"/static/chunk-IDOGMUNH.js";import"/static/chunk-XDPOMGA2.js";export{a as MOST_BYTES,c as isPicture,d as startUpload,b as uploadOf};
